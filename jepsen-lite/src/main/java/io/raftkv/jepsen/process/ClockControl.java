package io.raftkv.jepsen.process;

import java.time.Duration;
import java.util.Map;

/** How the clocks of servers are set. One thread uses it at a time. */
interface ClockControl {

    /** What a server's environment must hold. */
    Map<String, String> environment(Place server);

    /** A server's process has just been started: its clock goes well. */
    void started(Place server);

    /** Makes a clock fast or slow, in microseconds that it gains in a second; a million lost stands still. */
    boolean drift(Place server, long partsPerMillion);

    /** Sets a clock forward or back. */
    boolean jump(Place server, Duration by);

    /** Makes it go well again. */
    boolean heal(Place server);

    /** Why it cannot be done; empty when it can. */
    String objection();
}

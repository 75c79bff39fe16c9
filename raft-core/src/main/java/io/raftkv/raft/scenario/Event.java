package io.raftkv.raft.scenario;

import io.raftkv.raft.node.StepObserver;
import io.raftkv.raft.sim.Parcel;
import java.util.List;

/** What an {@link Audience} gets to see. Times are nanoseconds since the play began. */
public sealed interface Event {

    // What happens.

    /** These servers take part from now on, and no others; those that were not there before do not run yet. */
    record Cast(List<Long> servers) implements Event {}

    /** A server starts, with what was on its disk. */
    record Started(long time, View view) implements Event {}

    /** A server is gone: {@code how} it ended, in words. */
    record Ended(long time, long server, String how) implements Event {}

    /** A server took one step; {@code step.now()} is its own clock. */
    record Stepped(long time, StepObserver.Step step, View before, View after) implements Event {}

    /** A part of a snapshot arrived. */
    record PartArrived(long time, Parcel part) implements Event {}

    /** Something will never arrive; {@code why} in a few words. */
    record Lost(long time, Parcel parcel, String why) implements Event {}

    /** Something happens to a server, or it to its client: in words. */
    record Noted(long time, long server, String text) implements Event {}

    /** One of the paper's guarantees does not hold, or a server has noticed that and stopped: {@code what}, in words. */
    record Broken(long time, String what) implements Event {}

    // What is told about it.

    /** What follows is not worth looking at, until {@link CurtainRises}: {@code text} says what it is. */
    record CurtainFalls(String text) implements Event {}

    /** What follows is worth looking at again. */
    record CurtainRises() implements Event {}

    /** The narrator says something. */
    record Said(String text) implements Event {}

    /** The script claimed something, and it is so. */
    record Confirmed(String claim) implements Event {}

    /** How all servers that run stand now, ascending by id. */
    record Shown(long time, List<View> views) implements Event {}
}

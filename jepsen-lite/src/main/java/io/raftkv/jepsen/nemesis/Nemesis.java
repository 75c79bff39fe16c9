package io.raftkv.jepsen.nemesis;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** One fault of the vocabulary, which strikes again and again during a run, each time for a while. */
public interface Nemesis {

    /** What it is called on the command line and in reports. */
    String name();

    /** What it does, in a line. */
    String description();

    /**
     * Draws when it strikes and whom.
     *
     * @param nodes how many servers the cluster begins with; their ids begin with 1
     * @param length of the run
     */
    Schedule schedule(RandomGenerator random, int nodes, Duration length);
}

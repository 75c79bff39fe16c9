package io.raftkv.jepsen.report;

import java.util.List;

/** Tells what servers said to each other during a part of a run. It may have to do the run again for that. */
@FunctionalInterface
public interface Retelling {

    /** Of a run that nobody can tell of. */
    Retelling NONE = (from, to) -> List.of();

    /**
     * What happened from one moment to another, both included, in the order in which it happened.
     *
     * @param from in nanoseconds since the run began
     * @param to in nanoseconds since the run began, may lie beyond its end
     */
    List<MessageRow> rows(long from, long to);
}

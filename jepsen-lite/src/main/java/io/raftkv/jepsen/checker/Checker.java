package io.raftkv.jepsen.checker;

import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.model.UnsuitableEventException;

/** Judges a history by one promise. Without state, so that threads may share it. */
public interface Checker {

    /** What it checks, for the report's heading. */
    String name();

    /**
     * Judges a history. Interrupting the thread ends it with {@link Verdict.Unknown} where it takes long.
     *
     * @throws UnsuitableEventException when an event is none of the checker's workload
     */
    Verdict check(History history) throws UnsuitableEventException;
}

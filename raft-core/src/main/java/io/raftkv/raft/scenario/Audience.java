package io.raftkv.raft.scenario;

/** Whoever watches a scenario. Called on the thread that plays it, which waits meanwhile. */
@FunctionalInterface
public interface Audience {

    /** Looks away. */
    Audience NOBODY = event -> {};

    /** Something happened on the stage. */
    void see(Event event);
}

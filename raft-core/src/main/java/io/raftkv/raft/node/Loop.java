package io.raftkv.raft.node;

/** Runs a {@link LoopBody}: one thread in production, a series of events in the simulator. */
public interface Loop extends AutoCloseable {

    /** Begins to run the body. Called once. */
    void start();

    /** Makes the body run once more, soon. Cheap when it is about to run anyway. Any thread may call it, at any time. */
    void wake();

    /**
     * The same, but when nobody runs the body, the calling thread may do so, here and now, which spares a wake-up.
     * Only for a thread that holds no lock which the body may want, and that can be kept for as long as the body runs.
     */
    default void takeTurn() {
        wake();
    }

    /** Lets the body finish the run that it is in, if any, and never run again. Waits for that unless the body calls it. */
    @Override
    void close();
}

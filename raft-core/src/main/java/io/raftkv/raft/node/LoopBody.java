package io.raftkv.raft.node;

/** What a loop does each time: takes all the work there is, does it as one batch, and says when to come back. */
@FunctionalInterface
public interface LoopBody {

    /** Nothing to come back for unless woken. */
    long WHEN_WOKEN = Long.MAX_VALUE;

    /**
     * Works off what there is. Must not throw; see {@link FailStop} for bodies that can fail.
     *
     * @param now monotonic time in nanoseconds
     * @return the time at which to run again even if nobody wakes the loop, or {@link #WHEN_WOKEN}
     */
    long run(long now);
}

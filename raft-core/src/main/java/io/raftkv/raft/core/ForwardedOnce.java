package io.raftkv.raft.core;

import java.util.HashMap;
import java.util.Map;

/**
 * Keeps a leader from taking a forwarded proposal twice when the network delivers it twice (known bug retried-write-twice).
 * A follower numbers its proposals upwards, so it is enough to remember the highest number for each run of numbers that a
 * follower uses; one that arrives out of order is not taken either, and its outcome stays unknown to the follower.
 */
final class ForwardedOnce {

    /** One start of one follower: its numbers share their upper bits ({@link Proposal#number}). */
    private record NumberRun(long proposer, long upperBits) {}

    private final Map<NumberRun, Long> highest = new HashMap<>();

    /** Whether this is the first time that the proposal is seen; says so once. */
    boolean isNew(long proposer, long number) {
        var run = new NumberRun(proposer, number >>> Proposal.RUN_BITS);
        Long last = highest.get(run);
        if (last != null && number <= last) {
            return false;
        }
        highest.put(run, number);
        return true;
    }
}

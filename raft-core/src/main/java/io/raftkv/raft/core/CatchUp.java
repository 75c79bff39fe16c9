package io.raftkv.raft.core;

/**
 * Tells when a new server has caught up, so that making it a voter costs no availability (D 4.2.1): replication goes in
 * rounds, each up to where the log ended when the round began, and the server has caught up when a round was shorter than an
 * election timeout.
 */
final class CatchUp {

    private long goal;
    private long roundBegun;
    private boolean lastRoundWasShort;

    CatchUp(long lastLogIndex, long now) {
        this.goal = lastLogIndex;
        this.roundBegun = now;
    }

    /** The server has come as far as {@code matchIndex}, the log as far as {@code lastLogIndex}. */
    void observe(long matchIndex, long lastLogIndex, long now, long electionTimeoutNanos) {
        if (matchIndex >= goal) {
            lastRoundWasShort = now - roundBegun < electionTimeoutNanos;
            goal = lastLogIndex;
            roundBegun = now;
        }
    }

    /** Whether it has caught up, and has not fallen behind again since. */
    boolean isCaughtUp(long now, long electionTimeoutNanos) {
        return lastRoundWasShort && now - roundBegun < electionTimeoutNanos;
    }
}

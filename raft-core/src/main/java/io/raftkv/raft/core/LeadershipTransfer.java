package io.raftkv.raft.core;

/**
 * Hands the leadership over to another server (D 3.10): the leader takes no more commands, brings the target up to date, and
 * tells it to stand for election at once. If no other leader appears within an election timeout, it goes on leading.
 */
final class LeadershipTransfer {

    private static final long NOT_UNDER_WAY = 0;

    private long target = NOT_UNDER_WAY;
    private long deadline = Long.MAX_VALUE;
    private boolean told;

    boolean isUnderWay() {
        return target != NOT_UNDER_WAY;
    }

    /** When it is given up, in nanoseconds. */
    long deadline() {
        return deadline;
    }

    void start(long newTarget, long now, long timeoutNanos, Effects effects) {
        effects.fired(Rule.START_TRANSFER);
        target = newTarget;
        deadline = now + timeoutNanos;
        told = false;
    }

    /** Tells the target to go ahead when it has everything. */
    void advance(Leader leader, Raft raft, Effects effects) {
        if (isUnderWay() && !told && leader.matchIndex(target) == raft.log().lastIndex()) {
            effects.fired(Rule.TIMEOUT_NOW);
            effects.send(new TimeoutNow(raft.self(), target, raft.currentTerm()));
            told = true;
            leader.lease().tell();
        }
    }

    /** Gives up when it has taken too long. */
    void tick(long now, Effects effects) {
        if (now >= deadline) {
            effects.fired(Rule.END_TRANSFER);
            target = NOT_UNDER_WAY;
            deadline = Long.MAX_VALUE;
        }
    }
}

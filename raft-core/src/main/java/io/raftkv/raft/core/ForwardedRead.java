package io.raftkv.raft.core;

/**
 * Asks the leader for the index from which a follower may serve reads that wait there (D 6.4).
 *
 * @param from the follower
 * @param to the leader
 * @param term the follower's term
 * @param readId names the attempt; a read that is tried again gets a new id, so that an answer never serves another try
 */
public record ForwardedRead(long from, long to, long term, long readId) implements Message {

    /** The reads may be served once everything up to {@code readIndex} is applied. */
    public ForwardedReadResponse.Granted granted(long readIndex, long leaderTerm) {
        return new ForwardedReadResponse.Granted(to, from, leaderTerm, readId, readIndex);
    }

    /** The server asked cannot say, being no leader in {@code currentTerm}. */
    public ForwardedReadResponse.Refused refused(long currentTerm) {
        return new ForwardedReadResponse.Refused(to, from, currentTerm, readId);
    }
}

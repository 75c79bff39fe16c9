package io.raftkv.raft.core;

/** Answers an {@link AppendEntries} (P Figure 2): {@code success} is {@link Accepted}, its opposite is one of the others. */
public sealed interface AppendEntriesResponse extends Message {

    /**
     * The follower's log matches the leader's up to {@code matchIndex}, and is durable there.
     *
     * @param from the follower, or the leader itself when its own disk has the entries
     * @param to the leader
     * @param term the term of both
     * @param round the request's round
     * @param matchIndex index of the last entry that the request covered
     */
    record Accepted(long from, long to, long term, long round, long matchIndex) implements AppendEntriesResponse {}

    /**
     * The follower's log does not contain the request's {@code prevLog}.
     *
     * @param from the follower
     * @param to the leader
     * @param term the term of both
     * @param round the request's round
     * @param prevLogIndex the request's {@code prevLogIndex}, by which the leader tells an old answer from a new one
     * @param hint the highest position of the follower's log that may still match (P 5.3, end): its index is at most
     *     {@code prevLogIndex} and its term at most {@code prevLogTerm}
     */
    record Rejected(long from, long to, long term, long round, long prevLogIndex, LogPosition hint)
            implements AppendEntriesResponse {}

    /**
     * The request came from a leader of an earlier term, which learns the current one from this answer (P 5.1).
     *
     * @param from the server that knows better
     * @param to the former leader
     * @param term the current term
     */
    record Stale(long from, long to, long term) implements AppendEntriesResponse {}
}

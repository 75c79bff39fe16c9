package io.raftkv.raft.core;

/** Answers a {@link ForwardedRead}. */
public sealed interface ForwardedReadResponse extends Message {

    /** The {@link ForwardedRead#readId()} that is answered. */
    long readId();

    /**
     * The leader was still the leader after it had received the request, and this was its commit index then.
     *
     * @param from the leader
     * @param to the follower that asked
     * @param term the leader's term
     * @param readId the request's id
     * @param readIndex the index that must be applied before the reads are served
     */
    record Granted(long from, long to, long term, long readId, long readIndex) implements ForwardedReadResponse {}

    /**
     * The server asked is not the leader, or ceased to be before it could confirm that it was.
     *
     * @param from the server asked
     * @param to the follower that asked
     * @param term the sender's term
     * @param readId the request's id
     */
    record Refused(long from, long to, long term, long readId) implements ForwardedReadResponse {}
}

package io.raftkv.benchmarks.compare.raft;

import java.nio.ByteBuffer;

/** One member of a cluster of three of a Raft library, in this JVM. Durable: an answer means that a majority has forced the entry. */
interface Contender extends AutoCloseable {

    /** Where the outcome of a proposal goes; called once, by any thread, and so it must be quick. */
    interface Answer {

        /** The entry is committed, and applied by the leader. */
        void applied();

        /** It may or may not be. */
        void failed(Throwable cause);
    }

    /** Whether this member leads and takes proposals. Any thread may ask. */
    boolean leads();

    /** Begins to hand the leadership over when this member leads, does nothing when it does not. */
    void handLeadershipTo(int member);

    /**
     * Proposes an entry at the leader, without blocking.
     *
     * @param payload from its position to its limit; must not be changed afterwards, as no library here copies it
     */
    void propose(ByteBuffer payload, Answer answer);

    /** Stops the member. */
    @Override
    void close();
}

package io.raftkv.raft.core;

/**
 * How far another server has come, as its leader knows it, for whoever watches.
 *
 * @param server its id
 * @param state how the leader replicates to it
 * @param nextIndex index of the next log entry to send to it (P Figure 2)
 * @param matchIndex index of the highest log entry known to be replicated on it (P Figure 2)
 * @param lastContactNanos when it was last heard from, in nanoseconds of the time given to {@link Raft#step}; for a server
 *     that has not answered this leader yet, when the leader began to wait for it
 */
public record PeerProgress(long server, State state, long nextIndex, long matchIndex, long lastContactNanos) {

    /** How a leader replicates to a follower. */
    public enum State {
        /** It is not known where the logs agree. */
        PROBE,
        /** The logs agree; entries are sent ahead of the answers. */
        REPLICATE,
        /** It lacks entries that are gone, and is sent a snapshot. */
        SNAPSHOT
    }
}

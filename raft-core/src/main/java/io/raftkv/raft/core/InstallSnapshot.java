package io.raftkv.raft.core;

/**
 * Invoked by the leader to bring a follower up to date that lacks entries which the leader has discarded (P 7, Figure 13).
 *
 * <p>The paper sends it in chunks. Here whoever runs the core carries the chunks ({@code offset}, {@code data},
 * {@code done}), and the core is given this message once the last one has arrived and all of them are durable.
 *
 * @param from the leader ({@code leaderId})
 * @param to the follower
 * @param term the leader's term
 * @param snapshot what the snapshot stands for
 */
public record InstallSnapshot(long from, long to, long term, SnapshotMetadata snapshot) implements Message {

    /** The follower's log is the leader's up to {@code matchIndex}. Answered as an AppendEntries that reached as far. */
    public AppendEntriesResponse.Accepted accepted(long matchIndex) {
        return new AppendEntriesResponse.Accepted(to, from, term, 0, matchIndex);
    }
}

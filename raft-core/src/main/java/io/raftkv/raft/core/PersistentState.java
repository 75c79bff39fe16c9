package io.raftkv.raft.core;

import java.util.List;

/**
 * What a server finds on its disk when it starts (P Figure 2, persistent state), the entries themselves left there.
 *
 * @param currentTerm latest term the server has seen, 0 on first boot
 * @param votedFor the candidate that received its vote in {@code currentTerm}, 0 for none
 * @param snapshot what the log's beginning has been replaced by; {@link SnapshotMetadata#NONE} when it is all there
 * @param termRuns the terms of its log: for each run of entries of one term the position of the first of them that is
 *     behind {@code snapshot}, ascending
 * @param lastLogIndex index of its last entry; that of {@code snapshot} when there are no entries behind it
 * @param configurations the configurations in the log behind {@code snapshot}, ascending by index
 * @param committedIndex an index that is known to be committed, because the state machine had applied it; 0 when unknown
 */
public record PersistentState(
        long currentTerm,
        long votedFor,
        SnapshotMetadata snapshot,
        List<LogPosition> termRuns,
        long lastLogIndex,
        List<ConfigurationEntry> configurations,
        long committedIndex) {

    /** A server that has never run. */
    public static final PersistentState EMPTY =
            new PersistentState(0, 0, SnapshotMetadata.NONE, List.of(), 0, List.of(), 0);
}

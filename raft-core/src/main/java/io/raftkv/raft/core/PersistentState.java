package io.raftkv.raft.core;

import java.util.List;

/**
 * What a server finds on its disk when it starts (P Figure 2, persistent state), the entries themselves left there.
 *
 * @param currentTerm latest term the server has seen, 0 on first boot
 * @param votedFor the candidate that received its vote in {@code currentTerm}, 0 for none
 * @param termRuns the terms of its log: for each run of entries of one term the position of the first of them, ascending
 * @param lastLogIndex index of its last entry, 0 for an empty log
 * @param committedIndex an index that is known to be committed, because the state machine had applied it; 0 when unknown
 */
public record PersistentState(
        long currentTerm, long votedFor, List<LogPosition> termRuns, long lastLogIndex, long committedIndex) {

    /** A server that has never run. */
    public static final PersistentState EMPTY = new PersistentState(0, 0, List.of(), 0, 0);
}

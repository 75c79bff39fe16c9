package io.raftkv.raft.node;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.Raft;
import io.raftkv.raft.core.RoleName;

/**
 * What there is to see of a server at one moment (P Figure 2, State).
 *
 * @param role what it is
 * @param currentTerm the latest term that it has seen
 * @param votedFor the candidate that received its vote in the current term, 0 for none
 * @param leader the leader of the current term as far as it knows, 0 for none
 * @param firstIndex index of the first entry that its log holds, or will hold
 * @param last index and term of its last log entry
 * @param commitIndex index of the last entry that it knows to be committed
 * @param configuration the latest configuration in its log
 */
public record ServerState(
        RoleName role,
        long currentTerm,
        long votedFor,
        long leader,
        long firstIndex,
        LogPosition last,
        long commitIndex,
        Configuration configuration) {

    /** How {@code raft} stands now. */
    public static ServerState of(Raft raft) {
        return new ServerState(
                raft.role(),
                raft.currentTerm(),
                raft.votedFor(),
                raft.leader(),
                raft.log().firstIndex(),
                raft.log().last(),
                raft.log().commitIndex(),
                raft.configuration());
    }
}

package io.raftkv.raft.node;

import io.raftkv.raft.core.RoleName;

/**
 * How a node stands, as of its last turn.
 *
 * @param self id of this server
 * @param role what it is
 * @param term the latest term that it has seen
 * @param leader the leader of that term as far as it knows, 0 for none
 * @param lastLogIndex index of its last log entry
 * @param commitIndex index of the last entry that it knows to be committed
 * @param appliedIndex index of the last entry that its state machine has applied
 */
public record RaftStatus(
        long self, RoleName role, long term, long leader, long lastLogIndex, long commitIndex, long appliedIndex) {}

package io.raftkv.client;

/**
 * Who answered, and as of when.
 *
 * @param clusterId the cluster, an unsigned 64-bit number
 * @param memberId the member that answered, an unsigned 64-bit number
 * @param revision the revision that a write made; for everything else the store's revision at the time
 * @param raftTerm the member's Raft term
 */
public record Header(long clusterId, long memberId, long revision, long raftTerm) {}

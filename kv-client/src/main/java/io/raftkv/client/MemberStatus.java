package io.raftkv.client;

import java.util.List;

/**
 * What one member says of itself.
 *
 * @param header the member, with the revision that it has applied
 * @param version the level of the API that it offers, in etcd's versions
 * @param dbSize bytes that its store takes on disk
 * @param dbSizeInUse bytes of these that hold something
 * @param leader the member that it knows as leader, 0 for none
 * @param raftTerm its Raft term
 * @param raftIndex the last index of its log that it knows committed
 * @param raftAppliedIndex the index up to which its store has applied the log
 * @param role whether it has a vote
 * @param errors active alarms and other trouble
 */
public record MemberStatus(
        Header header,
        String version,
        long dbSize,
        long dbSizeInUse,
        long leader,
        long raftTerm,
        long raftIndex,
        long raftAppliedIndex,
        Member.Role role,
        List<String> errors) {

    /** Copies the list. */
    public MemberStatus {
        errors = List.copyOf(errors);
    }

    /** Whether this member takes itself for the leader. */
    public boolean isLeader() {
        return leader != 0 && leader == header.memberId();
    }
}

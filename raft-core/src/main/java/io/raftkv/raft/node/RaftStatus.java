package io.raftkv.raft.node;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.PeerProgress;
import io.raftkv.raft.core.RoleName;
import java.util.List;

/**
 * How a node stands, as of its last turn.
 *
 * @param self id of this server
 * @param role what it is
 * @param term the latest term that it has seen
 * @param leader the leader of that term as far as it knows, 0 for none
 * @param firstLogIndex index of the first entry that its log holds, or will hold; what was before has been compacted
 * @param lastLogIndex index of its last log entry
 * @param commitIndex index of the last entry that it knows to be committed
 * @param appliedIndex index of the last entry that its state machine has applied
 * @param configuration the latest configuration in its log
 * @param configurationIsCommitted whether that is known to be committed
 * @param progress how far the others have come, when it leads; empty when it does not
 */
public record RaftStatus(
        long self,
        RoleName role,
        long term,
        long leader,
        long firstLogIndex,
        long lastLogIndex,
        long commitIndex,
        long appliedIndex,
        Configuration configuration,
        boolean configurationIsCommitted,
        List<PeerProgress> progress) {

    RaftStatus withAppliedIndex(long newAppliedIndex) {
        return new RaftStatus(
                self,
                role,
                term,
                leader,
                firstLogIndex,
                lastLogIndex,
                commitIndex,
                newAppliedIndex,
                configuration,
                configurationIsCommitted,
                progress);
    }
}

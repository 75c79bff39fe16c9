package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.scenario.Scenario;
import java.util.List;

/** All known bugs that have a scenario, by what they are about. */
public final class Museum {

    private Museum() {}

    /** New instances of all of them. */
    public static List<Scenario> scenarios() {
        return List.of(
                // Commitment, elections, liveness.
                new OldTermCommit(),
                new PrevoteTermStuck(),
                new OldLeaderStarvesQuorum(),
                new CheckQuorumHigherTerm(),
                new TransferBlockedByLease(),
                new HalfDeafLeader(),
                // Reads.
                new ReadIndexBeforeOwnCommit(),
                new ReadIndexRetryReused(),
                new ReadIndexDroppedSilently(),
                new CommitIndexLostAtRestart(),
                new LeaseReadClock(),
                // Storage.
                new DuplicatedAppend(),
                new VoteNotForced(),
                new ForceErrorIgnored(),
                new WipedVoter(),
                new AppliedIndexApart(),
                // Members and snapshots.
                new ConfigSurvivesTruncation(),
                new StuckJoint(),
                new SingleServerChange(),
                new UncommittedConfigInSnapshot(),
                new ConfigAfterRemoteSnapshot(),
                new LogSnapshotGap(),
                new SnapshotNotForced(),
                new SnapshotPathTraversal());
    }
}

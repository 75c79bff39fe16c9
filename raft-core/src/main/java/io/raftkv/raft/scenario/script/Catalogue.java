package io.raftkv.raft.scenario.script;

import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.script.bug.Museum;
import java.util.List;
import java.util.stream.Stream;

/** All scenarios, in the order in which they are best read. */
public final class Catalogue {

    private Catalogue() {}

    /** New instances of all of them. */
    public static List<Scenario> scenarios() {
        return Stream.concat(ordinary().stream(), Museum.scenarios().stream()).toList();
    }

    private static List<Scenario> ordinary() {
        return List.of(
                new FirstElection(),
                new SplitVote(),
                new HigherTermWins(),
                new TheLogRestrictsVotes(),
                new NormalReplication(),
                new FollowerBehindFollowerAhead(),
                new Figure8UnsafeAndSafe(),
                new LeaderCrashesBeforeDuringAfterCommit(),
                new DisruptiveServerReturns(),
                new LeaderCutOffFromTheMajority(),
                new AsymmetricLinkHalfDeafLeader(),
                new StaleReadAtADeposedLeader(),
                new ReadIndex(),
                new LeaseReadGoodClocksAndADriftingClock(),
                new VoteSurvivesACrash(),
                new AcknowledgedButNotForced(),
                new DuplicateRequestAfterATimeOut(),
                new SnapshotForASlowFollower(),
                new CrashInTheMiddleOfASnapshotInstall(),
                new AddingAServerTheWrongWay(),
                new JointConsensus(),
                new SingleStepChangeAtTheStartOfATerm(),
                new LearnerCatchesUpIsPromoted(),
                new RemovedServerKeepsCampaigning(),
                new LeadershipTransfer(),
                new TwoOfThreeLostQuorumGone(),
                new TornLogTailAgainstADamagedMiddle(),
                new LostLeaseHolderFencingToken(),
                new CapAndPacelcMadeVisible());
    }
}

package io.raftkv.raft.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.raftkv.raft.core.MembershipChange.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Who takes part changes while the cluster works: P 6 and D 4. */
class MembershipTest {

    // Joint consensus.

    @Test
    void allVotersCanBeExchangedAtOnce() {
        var cluster = Cluster.of(3);
        startNewServers(cluster, 4, 5, 6);
        cluster.elect(1);
        cluster.propose(1, "before");
        cluster.change(1, new Step.AddLearner(4, "4"), new Step.AddLearner(5, "5"), new Step.AddLearner(6, "6"));
        cluster.run(Cluster.ELECTION_TIMEOUT);
        cluster.change(
                1,
                new Step.Promote(4),
                new Step.Promote(5),
                new Step.Promote(6),
                new Step.Remove(1),
                new Step.Remove(2),
                new Step.Remove(3));
        cluster.run(Cluster.ELECTION_TIMEOUT.multipliedBy(3));
        long leader = onlyLeader(cluster, 4, 5, 6);
        cluster.propose(leader, "after");
        for (long id = 4; id <= 6; id++) {
            assertThat(cluster.server(id).configuration().voters()).containsExactly(4L, 5L, 6L);
            assertThat(cluster.commands(id)).containsExactly("before", "after");
        }
        assertThat(cluster.commands(1)).containsExactly("before");
    }

    @Test
    void jointConfigurationNeedsBothMajorities() {
        var cluster = Cluster.of(3);
        startNewServers(cluster, 4, 5);
        cluster.elect(1);
        cluster.isolate(1L, 2L, 3L); // the new voters do not answer
        var change = MembershipChange.of(
                new Step.AddVoter(4, "4"), new Step.AddVoter(5, "5"), new Step.Remove(2), new Step.Remove(3));
        cluster.change(1, change.forced());
        assertThat(cluster.server(1).configuration().isJoint()).isTrue();
        cluster.propose(1, "x");
        assertThat(cluster.server(1).log().commitIndex()).isEqualTo(1); // all of C_old is not enough
        cluster.heal();
        cluster.advance(Duration.ofMillis(100), 1);
        assertThat(cluster.server(1).log().commitIndex()).isGreaterThan(2);
        assertThat(cluster.server(1).configuration().voters()).containsExactly(1L, 4L, 5L);
    }

    @Test
    void configurationIsInForceAsSoonAsItIsInTheLog() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.beginChange(1, MembershipChange.of(new Step.Remove(3)));
        assertThat(cluster.server(1).configuration().isJoint()).isTrue();
        cluster.settleUntil(() -> cluster.server(2).configuration().isJoint());
        assertThat(cluster.server(2).log().commitIndex()).isEqualTo(1);
        cluster.settle();
        assertThat(cluster.server(2).configuration()).isEqualTo(Configuration.of(1L, 2L));
    }

    @Test
    void entryThatCompletesAChangeNamesTheRequest() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.give(2, new Input.MembershipChangeRequested(77, MembershipChange.of(new Step.Remove(3))));
        cluster.settle();
        assertThat(configurationEntries(cluster, 2))
                .extracting(LogEntry::proposer, LogEntry::proposal)
                .containsExactly(
                        tuple(0L, 0L), // the first
                        tuple(0L, 0L), // joint
                        tuple(2L, 77L));
    }

    @Test
    void leaderMayBeLostAtAnyPointOfAChange() { // stuck-joint
        int points = 0;
        for (int delivered = 0; ; delivered++) {
            var cluster = Cluster.of(3);
            startNewServers(cluster, 4);
            cluster.elect(1);
            cluster.change(1, new Step.AddLearner(4, "4"));
            cluster.run(Cluster.ELECTION_TIMEOUT);
            cluster.beginChange(1, MembershipChange.of(new Step.Promote(4), new Step.Remove(3)));
            int target = delivered;
            var count = new int[1];
            cluster.settleUntil(() -> count[0]++ == target);
            boolean complete = cluster.onTheWay().isEmpty();
            points++;

            cluster.loseMessages();
            cluster.isolate(1L);
            cluster.run(Duration.ofSeconds(10));
            long leader = onlyLeader(cluster, 2, 3, 4);
            assertThat(cluster.server(leader).configuration().isJoint()).isFalse();

            cluster.heal();
            cluster.restart(1);
            cluster.run(Duration.ofSeconds(10));
            leader = onlyLeader(cluster, 1, 2, 3, 4);
            cluster.propose(leader, "x");
            Configuration configuration = cluster.server(leader).configuration();
            assertThat(configuration.voters()).isIn(List.of(1L, 2L, 3L), List.of(1L, 2L, 4L));
            for (long member : configuration.members()) {
                assertThat(cluster.commands(member)).containsExactly("x");
                assertThat(cluster.server(member).configuration()).isEqualTo(configuration);
            }
            if (complete) {
                break;
            }
        }
        assertThat(points).isGreaterThan(10);
    }

    @Test
    void configurationIsUndoneWithItsEntry() { // config-survives-truncation
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.isolate(1L);
        cluster.change(1, new Step.Remove(3));
        assertThat(cluster.server(1).configuration().isJoint()).isTrue();
        cluster.elect(2);
        cluster.heal();
        cluster.run(Cluster.ELECTION_TIMEOUT);
        assertThat(cluster.server(1).configuration()).isEqualTo(Configuration.of(1L, 2L, 3L));
        assertThat(cluster.rules()).contains(Rule.APPEND_ENTRIES_3);
    }

    // The leader, and those who leave.

    @Test
    void leaderThatLeavesLeadsUntilTheOthersHaveCommittedAndNamesASuccessor() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.change(1, new Step.Remove(1));
        assertThat(cluster.rules()).contains(Rule.LEAVE_CLUSTER);
        assertThat(cluster.server(1).isLeader()).isFalse();
        long leader = onlyLeader(cluster, 2, 3); // without waiting for an election timeout
        assertThat(cluster.server(leader).currentTerm()).isEqualTo(2);
        assertThat(cluster.server(leader).configuration()).isEqualTo(Configuration.of(2L, 3L));
    }

    @Test
    void leaderThatLeavesDoesNotCountItself() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.beginChange(1, MembershipChange.of(new Step.Remove(1)));
        cluster.settleUntil(() -> !cluster.server(1).configuration().contains(1));
        long commitIndex = cluster.server(1).log().commitIndex();
        cluster.isolate(1L, 2L); // with server 2 it would be two of three
        cluster.settle();
        assertThat(cluster.server(1).isLeader()).isTrue();
        assertThat(cluster.server(1).log().commitIndex()).isEqualTo(commitIndex);
    }

    @Test
    void serverThatIsNotInItsLatestConfigurationStillStandsUntilThatIsCommitted() { // D 4.2.2
        var cluster = Cluster.of(2);
        startNewServers(cluster, 3);
        cluster.elect(1);
        cluster.change(1, new Step.AddLearner(3, "3"));
        cluster.run(Cluster.ELECTION_TIMEOUT);
        cluster.beginChange(1, MembershipChange.of(new Step.Promote(3), new Step.Remove(1)));
        cluster.settleUntil(() -> !cluster.server(1).configuration().contains(1));
        cluster.loseMessages(); // C_new is on server 1 alone: its log is the longest, and 2 needs its vote
        cluster.restart(1);
        cluster.run(Duration.ofSeconds(10));
        assertThat(cluster.server(2).configuration().isJoint()).isFalse();
        assertThat(cluster.server(2).configuration().voters()).containsExactly(2L, 3L);
        onlyLeader(cluster, 2, 3);
        assertThat(cluster.server(1).role()).isEqualTo(RoleName.FOLLOWER);
    }

    @Test
    void serverThatLeavesIsToldSoAndIsQuietFromThenOn() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.change(1, new Step.Remove(3));
        cluster.forgetDelivered();
        cluster.run(Duration.ofSeconds(5));
        assertThat(cluster.server(3).role()).isEqualTo(RoleName.FOLLOWER);
        assertThat(cluster.delivered(Message.class)).noneMatch(m -> m.from() == 3 || m.to() == 3);
    }

    @Test
    void removedServerThatDoesNotKnowDisturbsNobody() { // P 6, end; D 4.2.3
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.isolate(3L);
        cluster.change(1, new Step.Remove(3));
        cluster.heal();
        cluster.run(Duration.ofSeconds(10));
        assertThat(cluster.delivered(PreVote.class)).anyMatch(request -> request.from() == 3);
        assertThat(cluster.server(1).isLeader()).isTrue();
        assertThat(cluster.server(1).currentTerm()).isEqualTo(1);
    }

    @Test
    void whatComesLateForAServerThatHasLeftIsOfNoInterest() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.change(1, new Step.Remove(3));
        var raft = cluster.server(1);
        cluster.give(1, new Input.MessageReceived(new AppendEntriesResponse.Accepted(3, 1, 1, 0, 2)));
        cluster.give(
                1, new Input.MessageReceived(new AppendEntriesResponse.Rejected(3, 1, 1, 0, 1, LogPosition.ORIGIN)));
        cluster.give(1, new Input.EntriesRead(new Effects.ReadEntries(3, 1, 1, 1, 1), List.of()));
        var snapshot = new SnapshotMetadata(new LogPosition(1, 1), Configuration.of(1L, 2L, 3L));
        cluster.give(1, new Input.SnapshotTransferEnded(new InstallSnapshot(1, 3, 1, snapshot)));
        cluster.transfer(1, 3);
        assertThat(raft.isHandingOver()).isFalse();
        assertThat(raft.progress()).extracting(PeerProgress::server).containsExactly(2L);
    }

    // New servers.

    @Test
    void serverThatWaitsToBeAddedIsQuiet() {
        var cluster = Cluster.of(1);
        startNewServers(cluster, 2);
        cluster.elect(1);
        cluster.run(Duration.ofSeconds(5));
        assertThat(cluster.server(2).role()).isEqualTo(RoleName.FOLLOWER);
        assertThat(cluster.delivered(Message.class)).noneMatch(m -> m.from() == 2);
    }

    @Test
    void serverThatJoinsBecomesAVoterWhenItHasCaughtUp() { // D 4.2.1
        var cluster = Cluster.of(1);
        startNewServers(cluster, 2);
        cluster.elect(1);
        cluster.propose(1, "x");
        cluster.isolate(1L);
        cluster.change(1, new Step.Join(2, "2"));
        cluster.propose(1, "y"); // needs nobody else
        assertThat(cluster.server(1).configuration().joining()).containsExactly(2L);
        assertThat(cluster.server(1).log().commitIndex()).isEqualTo(4);
        cluster.heal();
        cluster.run(Cluster.ELECTION_TIMEOUT);
        assertThat(cluster.rules()).contains(Rule.KEEP_VOTERS, Rule.CAUGHT_UP);
        assertThat(cluster.server(2).configuration().voters()).containsExactly(1L, 2L);
        assertThat(cluster.commands(2)).containsExactly("x", "y");
    }

    @Test
    void serversThatJoinTogetherBecomeVotersOneAfterTheOther() {
        var cluster = Cluster.of(1);
        startNewServers(cluster, 2, 3);
        cluster.elect(1);
        cluster.change(1, new Step.Join(2, "2"), new Step.Join(3, "3"));
        cluster.run(Cluster.ELECTION_TIMEOUT);
        assertThat(cluster.server(3).configuration().voters()).containsExactly(1L, 2L, 3L);
        assertThat(configurationEntries(cluster, 1)).hasSize(6); // the first, the joining, and two each
    }

    @Test
    void newLeaderGoesOnWaitingForThoseWhoJoin() {
        var cluster = Cluster.of(3);
        startNewServers(cluster, 4);
        cluster.elect(1);
        cluster.isolate(4L);
        cluster.change(1, new Step.Join(4, "4"));
        cluster.elect(2);
        cluster.heal();
        cluster.run(Cluster.ELECTION_TIMEOUT);
        assertThat(cluster.server(4).configuration().voters()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void serverThatIsTooSlowIsNotPromoted() {
        var cluster = Cluster.of(1);
        startNewServers(cluster, 2);
        cluster.elect(1);
        cluster.isolate(2L);
        cluster.change(1, new Step.Join(2, "2"));
        cluster.advance(Cluster.ELECTION_TIMEOUT);
        cluster.heal();
        cluster.advance(Duration.ZERO, 1); // the first round takes as long as an election timeout
        assertThat(cluster.server(2).log().lastIndex()).isEqualTo(2);
        assertThat(cluster.server(1).configuration().voters()).containsExactly(1L);
        cluster.advance(Duration.ofMillis(100), 1); // the next does not
        assertThat(cluster.server(1).configuration().voters()).containsExactly(1L, 2L);
    }

    @Test
    void learnerCountsForNothingAndStaysOneUntilItIsPromoted() {
        var cluster = Cluster.of(1);
        startNewServers(cluster, 2);
        cluster.elect(1);
        cluster.change(1, new Step.AddLearner(2, "2"));
        cluster.run(Cluster.ELECTION_TIMEOUT.multipliedBy(5));
        cluster.propose(1, "x");
        assertThat(cluster.commands(2)).containsExactly("x");
        assertThat(cluster.server(1).configuration().learners()).containsExactly(2L);
        cluster.isolate(2L);
        cluster.propose(1, "y");
        assertThat(cluster.server(1).log().commitIndex()).isEqualTo(4);
        cluster.run(Duration.ofSeconds(5));
        assertThat(cluster.server(2).role()).isEqualTo(RoleName.FOLLOWER);
        cluster.heal();
        cluster.run(Cluster.ELECTION_TIMEOUT);
        cluster.change(1, new Step.Promote(2));
        assertThat(cluster.server(2).configuration().voters()).containsExactly(1L, 2L);
    }

    @Test
    void newVoterThatDoesNotKnowItIsOneVotes() {
        var cluster = Cluster.of(1);
        startNewServers(cluster, 2);
        cluster.give(
                2,
                new Input.MessageReceived(
                        new RequestVote(1, 2, 5, new LogPosition(3, 4), RequestVote.Reason.ELECTION_TIMEOUT)));
        assertThat(cluster.onTheWay()).containsExactly(new RequestVoteResponse(2, 1, 5, true));
    }

    @Test
    void deadServerIsReplacedInOneChange() {
        var cluster = Cluster.of(3);
        startNewServers(cluster, 4);
        cluster.elect(1);
        cluster.propose(1, "x");
        cluster.isolate(3L);
        cluster.run(Cluster.ELECTION_TIMEOUT);
        cluster.change(1, new Step.Remove(3), new Step.AddVoter(4, "4"));
        cluster.run(Cluster.ELECTION_TIMEOUT);
        assertThat(cluster.server(4).configuration().voters()).containsExactly(1L, 2L, 4L);
        assertThat(cluster.commands(4)).containsExactly("x");
    }

    @Test
    void serverIsFoundElsewhereFromOneEntryOn() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.change(1, new Step.Move(3, "elsewhere:1"));
        assertThat(cluster.server(2).configuration().addresses()).containsEntry(3L, "elsewhere:1");
        assertThat(cluster.rules()).doesNotContain(Rule.ENTER_JOINT);
    }

    @Test
    void membersAreKnownAfterARestart() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.change(1, new Step.Remove(3));
        cluster.restart(2);
        assertThat(cluster.server(2).configuration()).isEqualTo(Configuration.of(1L, 2L));
    }

    // What is refused.

    @Test
    void oneChangeAtATime() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.isolate(1L);
        cluster.change(1, new Step.Remove(3));
        assertRefused(cluster, 1, Refusal.CHANGE_IN_PROGRESS, MembershipChange.of(new Step.Remove(2)));
    }

    @Test
    void newLeaderChangesNothingBeforeItHasCommittedInItsTerm() { // single-server-change
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.beginCampaign(2);
        cluster.settleUntil(() -> cluster.server(2).isLeader());
        assertRefused(cluster, 2, Refusal.LEADER_NOT_READY, MembershipChange.of(new Step.Remove(3)));
    }

    @Test
    void changeThatDoesNotFitIsRefused() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        assertRefused(cluster, 1, Refusal.IMPOSSIBLE_CHANGE, MembershipChange.of(new Step.Remove(9)));
        assertRefused(cluster, 1, Refusal.IMPOSSIBLE_CHANGE, MembershipChange.of(new Step.AddVoter(2, "2")));
        assertRefused(cluster, 1, Refusal.IMPOSSIBLE_CHANGE, MembershipChange.of(new Step.Promote(2)));
    }

    @Test
    void changeThatTooFewLivingServersWouldSurviveIsRefusedUnlessItIsForced() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.isolate(3L);
        cluster.run(Cluster.ELECTION_TIMEOUT.multipliedBy(2));
        var change = MembershipChange.of(new Step.Remove(2)); // server 1 and the dead one would be left
        assertRefused(cluster, 1, Refusal.QUORUM_WOULD_BE_LOST, change);
        cluster.change(1, change.forced());
        assertThat(cluster.server(1).configuration().isJoint()).isTrue();
    }

    @Test
    void newLeaderCountsOnNobodyWhoHasNotAnsweredIt() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.isolate(3L);
        cluster.transfer(1, 2);
        var change = MembershipChange.of(new Step.Remove(1)); // server 2 and the dead one would be left
        assertRefused(cluster, 2, Refusal.QUORUM_WOULD_BE_LOST, change);
    }

    @Test
    void learnerIsNotPromotedBeforeItHasCaughtUpUnlessItIsForced() {
        var cluster = Cluster.of(3);
        startNewServers(cluster, 4);
        cluster.elect(1);
        cluster.isolate(4L);
        cluster.change(1, new Step.AddLearner(4, "4"));
        var promotion = MembershipChange.of(new Step.Promote(4));
        assertRefused(cluster, 1, Refusal.LEARNER_NOT_READY, promotion);
        cluster.change(1, promotion.forced());
        assertThat(cluster.server(1).configuration().voters()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void leaderThatHandsOverChangesNothing() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.isolate(1L);
        cluster.transfer(1, 2);
        assertRefused(cluster, 1, Refusal.LEADERSHIP_TRANSFER, MembershipChange.of(new Step.Remove(3)));
    }

    @Test
    void followerForwardsAChangeAndIsToldWhenItIsRefused() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        assertRefused(cluster, 2, Refusal.IMPOSSIBLE_CHANGE, MembershipChange.of(new Step.Remove(9)));
    }

    @Test
    void serverWithoutALeaderRefusesAtOnce() {
        var cluster = Cluster.of(3);
        assertRefused(cluster, 2, Refusal.NOT_LEADER, MembershipChange.of(new Step.Remove(3)));
    }

    @Test
    void forwardedChangeThatArrivesTwiceIsDoneOnce() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        var forwarded = new ForwardedChange(2, 1, 1, 7, MembershipChange.of(new Step.AddLearner(4, "4")));
        cluster.give(1, new Input.MessageReceived(forwarded));
        cluster.settle();
        cluster.change(1, new Step.Remove(4));
        cluster.give(1, new Input.MessageReceived(forwarded)); // would add it again
        cluster.settle();
        assertThat(cluster.server(1).configuration()).isEqualTo(Configuration.of(1L, 2L, 3L));
    }

    private static void assertRefused(Cluster cluster, long id, Refusal refusal, MembershipChange change) {
        int before = cluster.refusals(id).size();
        cluster.change(id, change);
        assertThat(cluster.refusals(id)).hasSize(before + 1);
        assertThat(((Effects.Refused.ProposalRefused) cluster.refusals(id).getLast()).refusal())
                .isEqualTo(refusal);
    }

    private static void startNewServers(Cluster cluster, long... ids) {
        LongStream.of(ids).forEach(cluster::startNewServer);
    }

    /** The one of these servers that leads. */
    private static long onlyLeader(Cluster cluster, long... ids) {
        var leaders = new ArrayList<Long>();
        for (long id : ids) {
            if (cluster.server(id).isLeader()) {
                leaders.add(id);
            }
        }
        assertThat(leaders).hasSize(1);
        return leaders.getFirst();
    }

    private static List<LogEntry> configurationEntries(Cluster cluster, long id) {
        Log log = cluster.server(id).log();
        return log.entries(1, log.lastIndex(), Long.MAX_VALUE).stream()
                .filter(entry -> entry.type() == EntryType.CONFIGURATION)
                .toList();
    }
}

package io.raftkv.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The leader hands over to another server: D 3.10. */
class LeadershipTransferTest {

    @Test
    void targetLeadsAtOnceThoughEverybodyHearsTheLeader() { // transfer-blocked-by-lease
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.propose(1, "x");
        cluster.transfer(1, 2);
        assertThat(cluster.server(2).isLeader()).isTrue();
        assertThat(cluster.server(1).leader()).isEqualTo(2);
        assertThat(cluster.server(2).currentTerm()).isEqualTo(2); // one term, and no pre-vote
        cluster.propose(2, "y");
        assertThat(cluster.commands(1)).containsExactly("x", "y");
    }

    @Test
    void serverThatIsFurthestIsChosenWhenNobodyIsNamed() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.isolate(2L);
        cluster.propose(1, "x");
        cluster.heal();
        cluster.transfer(1, 0);
        assertThat(cluster.server(3).isLeader()).isTrue();
    }

    @Test
    void serverThatIsNotHeardFromIsNotChosen() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.propose(1, "x");
        cluster.isolate(2L);
        cluster.run(Cluster.ELECTION_TIMEOUT.multipliedBy(2));
        cluster.transfer(1, 0);
        assertThat(cluster.server(3).isLeader()).isTrue();
    }

    @Test
    void targetIsBroughtUpToDateFirst() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.isolate(2L);
        for (int i = 0; i < 10; i++) {
            cluster.propose(1, "x" + i);
        }
        cluster.transfer(1, 2);
        assertThat(cluster.server(1).isHandingOver()).isTrue();
        assertThat(cluster.rules()).doesNotContain(Rule.TIMEOUT_NOW);
        cluster.heal();
        cluster.advance(Duration.ofMillis(100), 1);
        assertThat(cluster.server(2).isLeader()).isTrue();
        assertThat(cluster.commands(2)).hasSize(10);
    }

    @Test
    void changeOfMembersWaitsForTheNextLeader() { // or C_new would make the target's log too short to win
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.startNewServer(4);
        cluster.give(
                1,
                new Input.MembershipChangeRequested(
                        77, MembershipChange.of(new MembershipChange.Step.AddVoter(4, "S4"))));
        cluster.give(1, new Input.TransferRequested(2));
        cluster.settle();
        assertThat(cluster.server(2).isLeader()).isTrue();
        cluster.run(Cluster.ELECTION_TIMEOUT);
        assertThat(cluster.server(2).isLeader()).isTrue();
        assertThat(cluster.server(2).configuration().isJoint()).isFalse();
        assertThat(cluster.server(4).configuration().isVoter(4)).isTrue();
    }

    @Test
    void leaderThatHandsOverTakesNoCommands() {
        var cluster = handingOverInVain();
        cluster.propose(1, "x");
        cluster.give(3, new Input.Proposed(List.of(new Proposal(9, ByteBuffer.allocate(1)))));
        cluster.settle();
        assertThat(cluster.refusals(1))
                .containsExactly(new Effects.Refused.ProposalRefused(1, Refusal.LEADERSHIP_TRANSFER));
        assertThat(cluster.refusals(3))
                .containsExactly(new Effects.Refused.ProposalRefused(9, Refusal.LEADERSHIP_TRANSFER));
        assertThat(cluster.commands(1)).isEmpty();
    }

    @Test
    void leaderThatHandsOverServesReads() {
        var cluster = handingOverInVain();
        cluster.give(1, new Input.ReadRequested(7));
        cluster.settle();
        assertThat(cluster.grantedReads(1)).hasSize(1);
    }

    @Test
    void leaderGoesOnWhenNobodyHasTakenOverForAnElectionTimeout() {
        var cluster = handingOverInVain();
        cluster.advance(Cluster.ELECTION_TIMEOUT.minusMillis(1), 1);
        assertThat(cluster.server(1).isHandingOver()).isTrue();
        assertThat(cluster.server(1).nextDeadline()).isEqualTo(cluster.now() + 1_000_000);
        cluster.advance(Duration.ofMillis(1), 1);
        assertThat(cluster.server(1).isHandingOver()).isFalse();
        assertThat(cluster.rules()).contains(Rule.END_TRANSFER);
        cluster.propose(1, "x");
        assertThat(cluster.commands(1)).containsExactly("x");
    }

    @Test
    void targetThatActsAfterTheTransferWasGivenUpDeposesTheLeaderAndNothingIsLost() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.give(1, new Input.TransferRequested(2));
        var late = cluster.onTheWay().removeLast();
        assertThat(late).isEqualTo(new TimeoutNow(1, 2, 1));
        cluster.run(Cluster.ELECTION_TIMEOUT.multipliedBy(2));
        cluster.propose(1, "x");
        cluster.give(2, new Input.MessageReceived(late));
        cluster.settle();
        assertThat(cluster.server(2).isLeader()).isTrue();
        assertThat(cluster.commands(2)).containsExactly("x");
    }

    @Test
    void orderOfAnEarlierTermIsNotFollowed() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.elect(2);
        cluster.give(3, new Input.MessageReceived(new TimeoutNow(1, 3, 1)));
        assertThat(cluster.server(3).leader()).isEqualTo(2);
        assertThat(cluster.onTheWay()).isEmpty();
    }

    @Test
    void orderThatArrivesTwiceStartsOneElection() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.give(2, new Input.MessageReceived(new TimeoutNow(1, 2, 1)));
        cluster.give(2, new Input.MessageReceived(new TimeoutNow(1, 2, 1)));
        assertThat(cluster.server(2).currentTerm()).isEqualTo(2);
        cluster.settle();
        assertThat(cluster.server(2).isLeader()).isTrue();
    }

    @Test
    void targetWhoseLogIsBehindIsNotElectedAndTheOthersRecover() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.isolate(2L);
        cluster.propose(1, "x");
        cluster.heal();
        cluster.give(2, new Input.MessageReceived(new TimeoutNow(1, 2, 1))); // no leader would send it
        cluster.settle();
        assertThat(cluster.server(2).isLeader()).isFalse();
        cluster.run(Duration.ofSeconds(5));
        assertThat(cluster.commands(2)).containsExactly("x");
    }

    @Test
    void onlyAnotherVoterCanBeTheTarget() {
        var cluster = Cluster.of(3);
        cluster.startNewServer(4);
        cluster.elect(1);
        cluster.change(1, new MembershipChange.Step.AddLearner(4, "4"));
        for (long target : new long[] {1, 4, 9}) {
            cluster.transfer(1, target);
            assertThat(cluster.server(1).isHandingOver()).isFalse();
        }
        cluster.give(4, new Input.MessageReceived(new TimeoutNow(1, 4, 1)));
        assertThat(cluster.server(4).role()).isEqualTo(RoleName.FOLLOWER);
        cluster.transfer(2, 3); // does not lead
        assertThat(cluster.server(1).isLeader()).isTrue();
    }

    @Test
    void leaderWithoutAnotherVoterGoesOn() {
        var cluster = Cluster.of(1);
        cluster.elect(1);
        cluster.transfer(1, 0);
        assertThat(cluster.server(1).isHandingOver()).isFalse();
    }

    @Test
    void preCandidateTakesOverToo() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.isolate(2L);
        cluster.campaign(2);
        assertThat(cluster.server(2).role()).isEqualTo(RoleName.PRE_CANDIDATE);
        cluster.heal();
        cluster.give(2, new Input.MessageReceived(new TimeoutNow(1, 2, 1)));
        cluster.settle();
        assertThat(cluster.server(2).isLeader()).isTrue();
    }

    /** Server 1, the leader, hands over to server 2, which is not told. */
    private static Cluster handingOverInVain() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.give(1, new Input.TransferRequested(2));
        cluster.loseMessages();
        assertThat(cluster.server(1).isHandingOver()).isTrue();
        return cluster;
    }
}

package io.raftkv.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Elections: P 5.2, 5.4.1, D 4.2.3, 6.2, 9.6. */
class ElectionTest {

    @Test
    void serverThatHearsNoLeaderForAnElectionTimeoutIsElectedByTheMajority() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        assertThat(cluster.server(1).currentTerm()).isEqualTo(1);
        assertThat(cluster.server(2).leader()).isEqualTo(1);
        assertThat(cluster.server(3).leader()).isEqualTo(1);
    }

    @Test
    void singleServerElectsItself() {
        var cluster = Cluster.of(1);
        cluster.elect(1);
        assertThat(cluster.server(1).log().commitIndex()).isEqualTo(1);
    }

    @Test
    void serverVotesOnceInATerm() {
        var voter = Cluster.of(3);
        voter.give(1, received(new RequestVote(2, 1, 5, LogPosition.ORIGIN, RequestVote.Reason.ELECTION_TIMEOUT)));
        voter.give(1, received(new RequestVote(3, 1, 5, LogPosition.ORIGIN, RequestVote.Reason.ELECTION_TIMEOUT)));
        assertThat(voter.onTheWay())
                .containsExactly(new RequestVoteResponse(1, 2, 5, true), new RequestVoteResponse(1, 3, 5, false));
        assertThat(voter.server(1).votedFor()).isEqualTo(2);
    }

    @Test
    void voteIsGivenAgainToTheSameCandidateWhoseAnswerWasLost() {
        var voter = Cluster.of(3);
        voter.give(1, received(new RequestVote(2, 1, 5, LogPosition.ORIGIN, RequestVote.Reason.ELECTION_TIMEOUT)));
        voter.give(1, received(new RequestVote(2, 1, 5, LogPosition.ORIGIN, RequestVote.Reason.ELECTION_TIMEOUT)));
        assertThat(voter.onTheWay()).allMatch(m -> ((RequestVoteResponse) m).voteGranted());
    }

    @Test
    void voteIsAnsweredOnlyWhenItIsDurable() {
        var effects =
                step(follower(), new RequestVote(2, 1, 5, LogPosition.ORIGIN, RequestVote.Reason.ELECTION_TIMEOUT));
        assertThat(effects.writes())
                .containsExactly(new Effects.Write.TermAndVote(5, 0), new Effects.Write.TermAndVote(5, 2));
        assertThat(effects.messages()).isEmpty();
        assertThat(effects.messagesWhenDurable()).containsExactly(new RequestVoteResponse(1, 2, 5, true));
    }

    @Test
    void candidateAsksForVotesOnlyWhenItsTermIsDurable() {
        var raft = follower();
        var effects = new Effects();
        raft.step(raft.nextDeadline(), new Input.Tick(), effects);
        effects = step(raft, new PreVoteResponse(2, 1, 0, true));
        assertThat(effects.writes()).containsExactly(new Effects.Write.TermAndVote(1, 1));
        assertThat(effects.messages()).isEmpty();
        assertThat(effects.messagesWhenDurable()).hasSize(3);
    }

    @Test
    void candidateWithAnOlderLogGetsNoVote() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.isolate(3L);
        cluster.propose(1, "x"); // on servers 1 and 2 only
        cluster.heal();
        cluster.campaign(3);
        assertThat(cluster.server(3).isLeader()).isFalse();
        cluster.campaign(2);
        assertThat(cluster.server(2).isLeader()).isTrue();
    }

    @Test
    void laterTermBeatsLongerLog() {
        assertThat(new LogPosition(1, 2).isAtLeastAsUpToDateAs(new LogPosition(9, 1)))
                .isTrue();
        assertThat(new LogPosition(9, 1).isAtLeastAsUpToDateAs(new LogPosition(1, 2)))
                .isFalse();
        assertThat(new LogPosition(3, 2).isAtLeastAsUpToDateAs(new LogPosition(3, 2)))
                .isTrue();
        assertThat(new LogPosition(2, 2).isAtLeastAsUpToDateAs(new LogPosition(3, 2)))
                .isFalse();
    }

    @Test
    void preVoteDoesNotRaiseAnybodysTerm() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.isolate(3L);
        for (int i = 0; i < 5; i++) {
            cluster.advance(Cluster.ELECTION_TIMEOUT.multipliedBy(2), 3);
        }
        assertThat(cluster.server(3).currentTerm()).isEqualTo(1);
        assertThat(cluster.server(3).role()).isEqualTo(RoleName.PRE_CANDIDATE);
    }

    @Test
    void serverThatReturnsFromAPartitionDoesNotDisturbTheLeader() { // disruptive server, D 4.2.3 and 9.6
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.isolate(3L);
        cluster.run(Duration.ofSeconds(10));
        cluster.heal();
        cluster.run(Duration.ofSeconds(5));
        assertThat(cluster.server(1).isLeader()).isTrue();
        assertThat(cluster.server(1).currentTerm()).isEqualTo(1);
        assertThat(cluster.server(3).leader()).isEqualTo(1);
    }

    @Test
    void followerThatHearsItsLeaderVotesForNobodyElseWhateverTheTerm() { // D 4.2.3
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.give(
                2, received(new RequestVote(3, 2, 99, new LogPosition(99, 98), RequestVote.Reason.ELECTION_TIMEOUT)));
        assertThat(cluster.server(2).currentTerm()).isEqualTo(1);
        assertThat(cluster.server(2).votedFor()).isEqualTo(1);
    }

    @Test
    void leaderThatHearsNoMajorityStepsDown() { // check-quorum, D 6.2
        var cluster = Cluster.of(5);
        cluster.elect(1);
        cluster.isolate(1L, 2L);
        cluster.run(Cluster.ELECTION_TIMEOUT.multipliedBy(2));
        assertThat(cluster.server(1).isLeader()).isFalse();
    }

    @Test
    void leaderWhoseFollowersHearItButAreNotHeardStepsDown() { // half-deaf leader
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.cut(2, 1);
        cluster.cut(3, 1);
        cluster.run(Duration.ofSeconds(10));
        assertThat(cluster.server(1).isLeader()).isFalse();
        assertThat(List.of(cluster.server(2).isLeader(), cluster.server(3).isLeader()))
                .contains(true);
    }

    @Test
    void leaderWhoseOwnDiskIsSilentStepsDown() { // D 10.2.1 needs no disk of the leader's, and a leader needs one
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.stallDisk(1);
        cluster.propose(1, "x");
        assertThat(cluster.server(1).log().commitIndex()).isEqualTo(2); // by the others
        cluster.run(Duration.ofSeconds(5));
        assertThat(cluster.rules()).contains(Rule.LOSE_DISK).doesNotContain(Rule.LOSE_QUORUM);
        assertThat(cluster.server(1).isLeader()).isFalse();
        assertThat(List.of(2L, 3L)).anyMatch(id -> cluster.server(id).isLeader());
        cluster.resumeDisk(1);
        cluster.run(Cluster.ELECTION_TIMEOUT);
        assertThat(cluster.commands(1)).containsExactly("x");
    }

    @Test
    void connectedMajorityElectsALeaderWhenTheOldOneReachesOnlyABridge() { // old-leader-starves-quorum
        var cluster = Cluster.of(5);
        cluster.elect(1);
        for (long far = 3; far <= 5; far++) {
            cluster.cut(1, far);
            cluster.cut(far, 1);
        }
        cluster.run(Duration.ofSeconds(10));
        assertThat(cluster.server(1).isLeader()).isFalse();
        assertThat(List.of(2L, 3L, 4L, 5L)).anyMatch(id -> cluster.server(id).isLeader());
    }

    @Test
    void serversOfHigherTermAndShorterLogAndOfLowerTermAndLongerLogDoNotBlockEachOther() { // prevote-term-stuck
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.isolate(3L);
        cluster.propose(1, "x"); // server 2: longer log
        cluster.heal();
        cluster.give(3, received(new AppendEntriesResponse.Stale(2, 3, 7))); // server 3: higher term
        cluster.isolate(1L); // the leader is gone for good
        cluster.run(Duration.ofSeconds(10));
        assertThat(cluster.server(2).isLeader()).isTrue();
        assertThat(cluster.server(2).currentTerm()).isGreaterThan(7);
    }

    @Test
    void serverThatComesBackWithAHigherTermIsHealed() { // check-quorum-higher-term
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.isolate(3L);
        cluster.run(Duration.ofSeconds(3));
        cluster.give(3, received(new AppendEntriesResponse.Stale(2, 3, 9)));
        assertThat(cluster.server(3).currentTerm()).isEqualTo(9);
        cluster.heal();
        cluster.run(Duration.ofSeconds(10));
        long leader = cluster.server(3).leader();
        assertThat(leader).isNotZero();
        assertThat(cluster.server(leader).currentTerm()).isGreaterThanOrEqualTo(9);
    }

    @Test
    void leaderStepsDownAtTheFirstSignOfAHigherTerm() { // P 5.1
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.give(1, received(new AppendEntriesResponse.Stale(2, 1, 2)));
        assertThat(cluster.server(1).role()).isEqualTo(RoleName.FOLLOWER);
        assertThat(cluster.server(1).currentTerm()).isEqualTo(2);
        assertThat(cluster.server(1).votedFor()).isZero();
    }

    @Test
    void votesOfAnEarlierTermDoNotCount() {
        var cluster = Cluster.of(5);
        cluster.isolate(1L);
        cluster.campaign(1);
        var raft = cluster.server(1);
        cluster.give(1, received(new PreVoteResponse(2, 1, 0, true)));
        cluster.give(1, received(new PreVoteResponse(3, 1, 0, true)));
        assertThat(raft.role()).isEqualTo(RoleName.CANDIDATE);
        cluster.give(1, received(new RequestVoteResponse(2, 1, 0, true)));
        cluster.give(1, received(new RequestVoteResponse(3, 1, 0, true)));
        cluster.give(1, received(new RequestVoteResponse(4, 1, 0, true)));
        assertThat(raft.role()).isEqualTo(RoleName.CANDIDATE);
    }

    private static Raft follower() {
        return new Raft(
                RaftConfig.of(1, Configuration.of(1L, 2L, 3L)), PersistentState.EMPTY, new SplittableRandom(1), 0);
    }

    private static Effects step(Raft raft, Message message) {
        var effects = new Effects();
        raft.step(0, received(message), effects);
        return effects;
    }

    private static Input received(Message message) {
        return new Input.MessageReceived(message);
    }
}

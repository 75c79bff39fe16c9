package io.raftkv.raft.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads that rely on clocks instead of a round of messages: D 6.4.1. */
class LeaseReadTest {

    private static final Duration HEARTBEAT = Duration.ofMillis(100);

    // With a lease.

    @Test
    void readGoesAtOnceWhileALeaseIsInForce() {
        var cluster = withLease();
        cluster.propose(1, "x");
        cluster.give(1, new Input.ReadRequested(1));
        assertThat(cluster.onTheWay()).isEmpty();
        assertThat(cluster.grantedReads(1)).containsExactly(new Effects.GrantedRead(1, 2));
    }

    @Test
    void readOfAFollowerGoesAtOnceToo() {
        var cluster = withLease();
        cluster.give(2, new Input.ReadRequested(1));
        cluster.forgetRules();
        cluster.settle();
        assertThat(cluster.rules()).contains(Rule.LEASE_READ).doesNotContain(Rule.READ_ROUND);
        assertThat(cluster.grantedReads(2)).containsExactly(new Effects.GrantedRead(1, 1));
    }

    @Test
    void heartbeatsRenewTheLease() {
        var cluster = withLease();
        cluster.run(Duration.ofSeconds(10));
        cluster.give(1, new Input.ReadRequested(1));
        assertThat(cluster.grantedReads(1)).hasSize(1);
    }

    @Test
    void singleServerHasALease() {
        var cluster = withLeases(1);
        cluster.elect(1);
        cluster.advance(HEARTBEAT, 1);
        cluster.give(1, new Input.ReadRequested(1));
        assertThat(cluster.rules()).contains(Rule.LEASE_READ);
    }

    @Test
    void othersServeReadsByARound() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.run(Cluster.ELECTION_TIMEOUT);
        cluster.give(1, new Input.ReadRequested(1));
        assertThat(cluster.grantedReads(1)).isEmpty();
        assertThat(cluster.rules()).contains(Rule.READ_ROUND);
    }

    // Its end.

    @Test
    void leaseCountsFromTheSendingOfTheRoundThatConfirmedIt() { // lease-read-clock
        var cluster = withLeases(3);
        cluster.elect(1);
        long sent = cluster.now() + HEARTBEAT.toNanos();
        cluster.beginAdvance(HEARTBEAT, 1);
        cluster.advance(Duration.ofMillis(500)); // the answers take half a second
        long length = Lease.lengthNanos(0.01, Cluster.ELECTION_TIMEOUT.toNanos());
        cluster.isolate(1L);
        cluster.advance(Duration.ofNanos(sent + length - 1 - cluster.now()));
        cluster.give(1, new Input.ReadRequested(1));
        assertThat(cluster.grantedReads(1)).hasSize(1);
        cluster.advance(Duration.ofNanos(1));
        cluster.give(1, new Input.ReadRequested(2));
        assertThat(cluster.grantedReads(1)).hasSize(1);
    }

    @Test
    void leaseIsShorterTheMoreClocksMayDrift() {
        long timeout = 1_000_000_000;
        assertThat(Lease.lengthNanos(0, timeout)).isEqualTo(timeout);
        assertThat(Lease.lengthNanos(0.5, timeout)).isEqualTo(timeout / 3);
        for (double drift = 0; drift <= 0.5; drift += 0.05) {
            double onTheSlowestClock = Lease.lengthNanos(drift, timeout) / (1 - drift);
            double onTheFastestClock = timeout / (1 + drift);
            assertThat(onTheSlowestClock).isLessThanOrEqualTo(onTheFastestClock);
        }
    }

    @Test
    void driftThatNoClockHasIsRefused() {
        for (double drift : new double[] {-0.01, 0.51, Double.NaN}) {
            assertThatThrownBy(() -> new ReadPolicy.Lease(drift))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("maxClockDrift is " + drift + ", but must be between 0 and 0.5");
        }
    }

    @Test
    void minorityGivesNoLease() {
        var cluster = withLeases(5);
        cluster.elect(1);
        cluster.isolate(1L, 2L);
        cluster.advance(HEARTBEAT, 1);
        cluster.give(1, new Input.ReadRequested(1));
        assertThat(cluster.grantedReads(1)).isEmpty();
    }

    @Test
    void newLeaderUsesNoLeaseBeforeItHasCommittedInItsTerm() { // readindex-before-own-commit
        var cluster = withLease();
        cluster.propose(1, "x");
        cluster.isolate(2L, 3L);
        cluster.beginCampaign(2);
        cluster.settleUntil(() -> cluster.server(2).isLeader());
        cluster.advance(HEARTBEAT); // nothing is confirmed, nothing committed
        cluster.give(2, new Input.ReadRequested(1));
        assertThat(cluster.grantedReads(2)).isEmpty();
    }

    @Test
    void leaderThatHasEverToldAnotherToTakeOverReliesOnNoLease() { // the order may be followed at any time
        var cluster = withLease();
        cluster.give(1, new Input.TransferRequested(2));
        cluster.loseMessages();
        cluster.run(Cluster.ELECTION_TIMEOUT.multipliedBy(3)); // given up, and confirmed since
        assertThat(cluster.server(1).isHandingOver()).isFalse();
        cluster.give(1, new Input.ReadRequested(1));
        assertThat(cluster.grantedReads(1)).isEmpty();
        cluster.settle();
        assertThat(cluster.grantedReads(1)).hasSize(1);
    }

    // What it rests on.

    @Test
    void noOtherLeaderIsElectedWhileALeaseIsInForce() {
        var cluster = withLeases(3);
        cluster.elect(1);
        cluster.advance(HEARTBEAT, 1);
        cluster.isolate(1L);
        for (int i = 0; i < 20; i++) {
            cluster.advance(Duration.ofMillis(49), 2, 3);
            cluster.give(1, new Input.ReadRequested(i));
            boolean hasLease = cluster.grantedReads(1).size() == i + 1;
            boolean hasRival = cluster.server(2).isLeader() || cluster.server(3).isLeader();
            assertThat(hasLease && hasRival).isFalse();
        }
        assertThat(cluster.grantedReads(1)).hasSizeGreaterThan(10);
    }

    @Test
    void followerProtectsTheLeaderThatItHasForgottenInACrash() {
        var cluster = withLease();
        cluster.isolate(1L);
        cluster.restart(2);
        cluster.give(2, requestVote(3, 2));
        assertThat(cluster.server(2).votedFor()).isEqualTo(1); // as before: nobody else got its vote
        cluster.give(1, new Input.ReadRequested(1));
        assertThat(cluster.grantedReads(1)).hasSize(1);
        cluster.advance(Cluster.ELECTION_TIMEOUT);
        cluster.give(2, requestVote(3, 2));
        assertThat(cluster.server(2).votedFor()).isEqualTo(3);
    }

    @Test
    void serverVotesForNobodyWithinAnElectionTimeoutOfEachOfItsStarts() {
        var cluster = withLease();
        cluster.isolate(1L);
        for (int restart = 0; restart < 3; restart++) {
            cluster.restart(2);
            cluster.give(2, new Input.MessageReceived(new PreVoteResponse(3, 2, 7 + restart, false))); // a higher term
            cluster.advance(Cluster.ELECTION_TIMEOUT.minusNanos(1));
            cluster.give(2, requestVote(3, 20));
            assertThat(cluster.server(2).votedFor()).isZero();
        }
        cluster.advance(Duration.ofNanos(1));
        cluster.give(2, requestVote(3, 20));
        assertThat(cluster.server(2).votedFor()).isEqualTo(3);
    }

    @Test
    void followerKeepsItsPromiseToProtectTheLeaderWhenItLearnsOfAHigherTerm() {
        var cluster = withLease();
        cluster.give(2, new Input.MessageReceived(new PreVoteResponse(3, 2, 7, false))); // old, delayed
        assertThat(cluster.server(2).currentTerm()).isEqualTo(7);
        cluster.isolate(1L);
        cluster.give(2, requestVote(3, 8));
        assertThat(cluster.server(2).votedFor()).isZero(); // or server 3 could lead, and serve writes
        cluster.give(1, new Input.ReadRequested(1));
        assertThat(cluster.grantedReads(1)).hasSize(1); // while server 1 still serves reads by its lease
    }

    @Test
    void followerKeepsItsPromiseToProtectTheLeaderWhenItVotesInTheLeadersOwnTerm() {
        var cluster = withLeases(3);
        cluster.isolate(2L);
        cluster.elect(1);
        cluster.heal();
        var heartbeat = new AppendEntries(1, 2, 1, new LogPosition(1, 1), List.of(), 0, 1);
        cluster.give(2, new Input.MessageReceived(heartbeat)); // follows server 1, its log is empty still
        cluster.give(
                2,
                new Input.MessageReceived(new RequestVote(
                        3, 2, 1, LogPosition.ORIGIN, RequestVote.Reason.LEADERSHIP_TRANSFER))); // old, delayed
        cluster.give(2, requestVote(3, 2));
        assertThat(cluster.server(2).currentTerm()).isEqualTo(1);
    }

    private static Input requestVote(long candidate, long term) {
        return new Input.MessageReceived(
                new RequestVote(candidate, 2, term, new LogPosition(1, 1), RequestVote.Reason.ELECTION_TIMEOUT));
    }

    private static Cluster withLeases(int size) {
        return Cluster.of(size, config -> config.withReadPolicy(new ReadPolicy.Lease(0.01)));
    }

    /** Server 1 leads three, and has a lease. */
    private static Cluster withLease() {
        var cluster = withLeases(3);
        cluster.elect(1);
        cluster.advance(HEARTBEAT, 1);
        return cluster;
    }
}

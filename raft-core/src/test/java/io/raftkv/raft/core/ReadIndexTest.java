package io.raftkv.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads without writing the log: D 6.4. */
class ReadIndexTest {

    @Test
    void leaderServesReadsOnceAMajorityHasConfirmedIt() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.propose(1, "x");
        cluster.give(1, new Input.ReadRequested(7));
        assertThat(cluster.grantedReads(1)).isEmpty();
        cluster.settle();
        assertThat(cluster.grantedReads(1)).containsExactly(new Effects.GrantedRead(7, 2));
    }

    @Test
    void leaderThatIsCutOffServesNothing() { // stale read at a deposed leader
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.isolate(1L);
        cluster.give(1, new Input.ReadRequested(7));
        cluster.settle();
        assertThat(cluster.grantedReads(1)).isEmpty();
        cluster.run(Cluster.ELECTION_TIMEOUT.multipliedBy(2));
        assertThat(cluster.refusals(1)).containsExactly(new Effects.Refused.ReadRefused(7, Refusal.NOT_LEADER));
    }

    @Test
    void newLeaderServesNothingBeforeItHasCommittedInItsTerm() { // readindex-before-own-commit
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.propose(1, "x");
        cluster.advance(Cluster.ELECTION_TIMEOUT.multipliedBy(2));
        var raft = cluster.server(2);
        cluster.give(2, new Input.Tick());
        while (!raft.isLeader()) {
            var message = cluster.onTheWay().removeFirst();
            cluster.give(message.to(), new Input.MessageReceived(message));
        }
        cluster.give(2, new Input.ReadRequested(7));
        assertThat(cluster.grantedReads(2)).isEmpty();
        cluster.settle();
        assertThat(cluster.grantedReads(2)).singleElement().satisfies(read -> {
            assertThat(read.readIndex()).isEqualTo(3); // its no-op, not the 2 that it knew of before
        });
    }

    @Test
    void singleServerWaitsForACommitInItsTermToo() { // commit-index-lost-at-restart
        var cluster = Cluster.of(1);
        cluster.give(1, new Input.ReadRequested(7));
        assertThat(cluster.refusals(1)).hasSize(1);
        cluster.elect(1);
        cluster.give(1, new Input.ReadRequested(8));
        assertThat(cluster.grantedReads(1)).containsExactly(new Effects.GrantedRead(8, 1));
    }

    @Test
    void readsThatWaitShareOneRoundAndARoundUnderWayTakesNoMore() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.forgetDelivered();
        cluster.give(1, new Input.ReadRequested(1));
        cluster.give(1, new Input.ReadRequested(2));
        cluster.give(1, new Input.ReadRequested(3));
        assertThat(cluster.onTheWay()).hasSize(2); // round 1, for read 1
        cluster.settle();
        assertThat(cluster.grantedReads(1))
                .extracting(Effects.GrantedRead::readId)
                .containsExactly(1L, 2L, 3L);
        assertThat(cluster.delivered(AppendEntries.class)).hasSize(4); // and round 2, for reads 2 and 3
    }

    @Test
    void followerAsksTheLeader() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.propose(1, "x");
        cluster.give(2, new Input.ReadRequested(7));
        cluster.settle();
        assertThat(cluster.grantedReads(2)).containsExactly(new Effects.GrantedRead(7, 2));
    }

    @Test
    void followerThatAsksAServerThatLeadsNoMoreIsToldSo() { // readindex-dropped-silently
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.isolate(1L);
        cluster.run(Cluster.ELECTION_TIMEOUT.multipliedBy(2));
        cluster.heal();
        cluster.give(1, new Input.MessageReceived(new ForwardedRead(2, 1, 1, 7)));
        assertThat(cluster.onTheWay())
                .contains(new ForwardedReadResponse.Refused(
                        1, 2, cluster.server(1).currentTerm(), 7));
    }

    @Test
    void answerToOneAttemptDoesNotServeAnother() { // readindex-retry-reused
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.give(2, new Input.ReadRequested(7));
        cluster.give(2, new Input.ReadRequested(8));
        cluster.settle();
        assertThat(cluster.grantedReads(2))
                .extracting(Effects.GrantedRead::readId)
                .containsExactly(7L, 8L);
    }

    @Test
    void serverWithoutALeaderRefusesAtOnce() {
        var cluster = Cluster.of(3);
        cluster.give(2, new Input.ReadRequested(7));
        assertThat(cluster.refusals(2)).isEqualTo(List.of(new Effects.Refused.ReadRefused(7, Refusal.NOT_LEADER)));
    }
}

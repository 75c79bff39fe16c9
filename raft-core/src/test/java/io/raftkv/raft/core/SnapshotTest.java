package io.raftkv.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.raft.core.Input.StatePersisted.Followers;
import io.raftkv.raft.core.MembershipChange.Step;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The log is compacted, and who lacks what is gone is sent a snapshot: P 7 and Figure 13. */
class SnapshotTest {

    // Compaction.

    @Test
    void logForgetsWhatTheStateMachineHasDurablyAndRetainsALittle() {
        var cluster = compacting(3, 2);
        cluster.elect(1);
        propose(cluster, 1, 10);
        cluster.persist(1);
        assertThat(cluster.server(1).log().firstIndex()).isEqualTo(10); // 11 is persisted, 10 and 11 are retained
        assertThat(cluster.server(1).log().snapshot().lastIncluded()).isEqualTo(new LogPosition(9, 1));
        assertThat(cluster.server(1).log().last()).isEqualTo(new LogPosition(11, 1));
        assertThat(cluster.commands(1)).hasSize(10);
    }

    @Test
    void retainedEntriesSpareASnapshot() {
        var cluster = compacting(3, 5);
        cluster.elect(1);
        cluster.isolate(3L);
        propose(cluster, 1, 4);
        cluster.persist(1);
        cluster.heal();
        cluster.run(Cluster.ELECTION_TIMEOUT);
        assertThat(cluster.commands(3)).hasSize(4);
        assertThat(cluster.rules()).doesNotContain(Rule.NEEDS_SNAPSHOT);
    }

    @Test
    void serverThatIsSilentCostsNoSnapshot() {
        var cluster = compacting(3, 0);
        cluster.elect(1);
        cluster.isolate(3L);
        cluster.run(Cluster.ELECTION_TIMEOUT.multipliedBy(2));
        propose(cluster, 1, 5);
        cluster.persist(1);
        cluster.run(Cluster.ELECTION_TIMEOUT);
        assertThat(cluster.rules()).doesNotContain(Rule.NEEDS_SNAPSHOT);

        cluster.heal();
        cluster.run(Cluster.ELECTION_TIMEOUT);
        assertThat(cluster.rules()).contains(Rule.NEEDS_SNAPSHOT, Rule.INSTALL_SNAPSHOT);
        assertThat(cluster.commands(3)).isEqualTo(cluster.commands(1));
    }

    @Test
    void serverGoesOnBehindItsSnapshotAfterARestart() {
        var cluster = compacting(3, 0);
        cluster.elect(1);
        propose(cluster, 1, 5);
        cluster.persist(2);
        cluster.restart(2);
        assertThat(cluster.server(2).log().firstIndex()).isEqualTo(7);
        assertThat(cluster.server(2).log().commitIndex()).isEqualTo(6); // what a snapshot holds is committed
        cluster.elect(2);
        propose(cluster, 2, 1);
        assertThat(cluster.commands(3)).hasSize(6);
    }

    @Test
    void requestForWhatIsForgottenHereIsAcceptedBecauseThatWasCommitted() {
        var solo = Solo.follower(1, 1, 1, 1);
        solo.receive(new AppendEntries(2, 1, 1, new LogPosition(4, 1), List.of(), 4, 0));
        solo.give(new Input.StatePersisted(
                4 + solo.raft().config().retainedEntries() - 1, Followers.HOLD)); // forgets up to 3
        assertThat(solo.raft().log().firstIndex()).isEqualTo(4);
        var late = new AppendEntries(
                2, 1, 1, new LogPosition(1, 1), List.of(Solo.entry(2, 1), Solo.entry(3, 1), Solo.entry(4, 1)), 0, 0);
        var effects = solo.receive(late);
        assertThat(effects.writes()).isEmpty();
        assertThat(effects.messagesWhenDurable()).containsExactly(late.accepted(4));
    }

    // A follower that lacks what is gone.

    @Test
    void followerThatLacksForgottenEntriesIsSentASnapshotAndThenTheRest() {
        var cluster = compacting(3, 0);
        cluster.elect(1);
        cluster.isolate(3L);
        propose(cluster, 1, 5);
        cluster.persist(1);
        propose(cluster, 1, 5);
        cluster.heal();
        cluster.run(Cluster.ELECTION_TIMEOUT);
        assertThat(cluster.rules()).contains(Rule.NEEDS_SNAPSHOT, Rule.SEND_SNAPSHOT, Rule.INSTALL_SNAPSHOT);
        assertThat(cluster.commands(3)).hasSize(10).isEqualTo(cluster.commands(1));
        assertThat(cluster.server(1).progress()).allMatch(progress -> progress.state() == PeerProgress.State.REPLICATE);
    }

    @Test
    void followerWhoseTailConflictsWhereTheLeadersLogBeginsIsSentASnapshot() {
        var cluster = compacting(3, 0);
        cluster.elect(1);
        cluster.isolate(1L);
        propose(cluster, 1, 5); // index 2 to 6, term 1: nowhere else
        cluster.elect(2);
        cluster.propose(2, "a"); // index 3, term 2
        cluster.persist(3);
        cluster.advance(Cluster.ELECTION_TIMEOUT.multipliedBy(2), 2); // hears nobody: leads no more
        cluster.elect(3);
        assertThat(cluster.server(3).log().snapshot().lastIncluded()).isEqualTo(new LogPosition(3, 2));
        cluster.heal();
        cluster.run(Cluster.ELECTION_TIMEOUT); // server 1 has no entry of term 2 to agree on, however far back
        assertThat(cluster.commands(1)).containsExactly("a");
    }

    @Test
    void followerHearsItsLeaderWhileASnapshotIsOnItsWay() {
        var cluster = waitingForASnapshot();
        cluster.run(Cluster.ELECTION_TIMEOUT.multipliedBy(10));
        assertThat(cluster.server(3).leader()).isEqualTo(1);
        assertThat(cluster.server(1).isLeader()).isTrue();
        assertThat(cluster.snapshotsOnTheWay()).hasSize(1); // its rejections meanwhile ask for no other one
    }

    @Test
    void whatFollowsASnapshotOnItsWayIsNotForgotten() {
        var cluster = waitingForASnapshot();
        propose(cluster, 1, 5);
        cluster.persist(1);
        assertThat(cluster.server(1).log().firstIndex()).isEqualTo(7); // the snapshot ends at 6
        cluster.arriveSnapshots();
        cluster.run(Cluster.ELECTION_TIMEOUT);
        assertThat(cluster.commands(3)).hasSize(10);
        assertThat(cluster.snapshotsOnTheWay()).isEmpty();
        cluster.persist(1);
        assertThat(cluster.server(1).log().firstIndex()).isEqualTo(12); // nothing holds it back any more
    }

    @Test
    void followerThatIsSlowerThanCompactionNeedsOneSnapshotOnly() {
        var solo = Solo.leader(3, config -> config.withRetainedEntries(0));
        commitAndPersist(solo, 4);
        assertThat(solo.raft().log().firstIndex()).isEqualTo(6);
        solo.pass(Duration.ofMillis(100)); // a heartbeat, which follower 3 rejects
        solo.receive(new AppendEntriesResponse.Rejected(3, 1, 1, 0, 5, LogPosition.ORIGIN));
        solo.give(new Input.SnapshotTaken(5));

        commitAndPersist(solo, 4); // while the snapshot is on its way
        assertThat(solo.raft().log().firstIndex()).isEqualTo(6);
        solo.acknowledge(3, 5); // it has arrived
        for (long index = 6; index <= 8; index++) {
            solo.acknowledge(3, index);
            commitAndPersist(solo, 2); // twice as fast as the follower
            assertThat(solo.raft().log().firstIndex()).isEqualTo(index + 1);
        }
        var effects = solo.acknowledge(3, solo.raft().log().lastIndex());
        assertThat(effects.snapshotWanted()).isFalse();
        commitAndPersist(solo, 1);
        assertThat(solo.raft().log().firstIndex()).isEqualTo(solo.raft().log().lastIndex() + 1);
    }

    @Test
    void followerThatIsSilentHoldsNothing() {
        var cluster = waitingForASnapshot();
        cluster.isolate(3L);
        cluster.run(Cluster.ELECTION_TIMEOUT.multipliedBy(2));
        propose(cluster, 1, 5);
        cluster.persist(1);
        assertThat(cluster.server(1).log().firstIndex()).isEqualTo(12);
        cluster.heal();
        cluster.run(Cluster.ELECTION_TIMEOUT);
        cluster.loseSnapshots();
        cluster.run(Cluster.ELECTION_TIMEOUT);
        cluster.arriveSnapshots();
        cluster.run(Cluster.ELECTION_TIMEOUT);
        assertThat(cluster.commands(3)).hasSize(10);
    }

    @Test
    void logThatTakesTooMuchRoomWaitsForNobodyAndWhoLacksItGetsAnotherSnapshot() {
        var cluster = waitingForASnapshot();
        propose(cluster, 1, 5);
        cluster.give(1, new Input.StatePersisted(11, Followers.LET_GO));
        assertThat(cluster.server(1).log().firstIndex()).isEqualTo(12);
        cluster.run(Cluster.ELECTION_TIMEOUT);
        assertThat(cluster.snapshotsOnTheWay()).hasSize(1); // the one that is on its way is of use all the same
        cluster.arriveSnapshots();
        cluster.run(Cluster.ELECTION_TIMEOUT);
        assertThat(cluster.snapshotsOnTheWay())
                .extracting(request -> request.snapshot().lastIncluded().index())
                .containsExactly(11L);
        cluster.arriveSnapshots();
        cluster.run(Cluster.ELECTION_TIMEOUT);
        assertThat(cluster.commands(3)).hasSize(10);
    }

    @Test
    void snapshotThatIsLostIsSentAgain() {
        var cluster = waitingForASnapshot();
        cluster.loseSnapshots();
        cluster.run(Cluster.ELECTION_TIMEOUT);
        cluster.arriveSnapshots();
        cluster.run(Cluster.ELECTION_TIMEOUT);
        assertThat(cluster.commands(3)).hasSize(5);
    }

    @Test
    void snapshotThatWasTakenTooEarlyIsTakenAgain() {
        var cluster = compacting(3, 0);
        cluster.takeNoSnapshots();
        cluster.elect(1);
        cluster.isolate(3L);
        propose(cluster, 1, 5);
        cluster.persist(1);
        cluster.heal();
        cluster.run(Cluster.ELECTION_TIMEOUT); // needs one
        cluster.forgetRules();
        cluster.give(1, new Input.SnapshotTaken(3)); // begun before the log was compacted up to 6
        assertThat(cluster.rules()).doesNotContain(Rule.SEND_SNAPSHOT);
        cluster.takeSnapshot(1);
        cluster.run(Cluster.ELECTION_TIMEOUT);
        assertThat(cluster.commands(3)).hasSize(5);
    }

    @Test
    void entriesFromDiskThatTheLogHasForgottenMeanwhileAreNotSent() {
        var solo = Solo.leader(
                3,
                config -> config.withRetainedEntries(0).withWindows(new RaftConfig.Windows(1, 8, 1 << 20, 1 << 20, 0)),
                1,
                1,
                1,
                1);
        long last = solo.raft().log().lastIndex();
        solo.acknowledge(1, last);
        solo.acknowledge(2, last);
        var effects = solo.receive(new AppendEntriesResponse.Rejected(3, 1, 2, 0, last - 1, LogPosition.ORIGIN));
        var fetch = effects.entriesToRead().getFirst();
        assertThat(fetch.fromIndex()).isEqualTo(1);

        solo.give(new Input.StatePersisted(4, Followers.HOLD));
        var late = solo.give(new Input.EntriesRead(fetch, List.of(Solo.entry(1, 1))));
        assertThat(late.messages())
                .noneMatch(m -> m instanceof AppendEntries a && !a.entries().isEmpty());
        assertThat(solo.raft().progress().getLast().state()).isEqualTo(PeerProgress.State.SNAPSHOT);
    }

    // The receiver, Figure 13.

    @Test
    void snapshotOfAnEarlierLeaderIsAnsweredWithTheCurrentTerm() { // 1.
        var solo = Solo.follower(1, 3);
        var effects = solo.receive(install(2, 5, 1));
        assertThat(effects.messages()).containsExactly(new AppendEntriesResponse.Stale(1, 2, 3));
        assertThat(effects.writes()).isEmpty();
    }

    @Test
    void snapshotOfWhatIsKnownToBeCommittedChangesNothing() { // 5.
        var solo = Solo.follower(1, 1, 1);
        solo.receive(new AppendEntries(2, 1, 1, new LogPosition(3, 1), List.of(), 2, 0));
        var effects = solo.receive(install(1, 2, 1));
        assertThat(effects.rules()).containsExactly(Rule.SNAPSHOT_IS_OLD);
        assertThat(effects.writes()).isEmpty();
        assertThat(effects.messagesWhenDurable()).containsExactly(new AppendEntriesResponse.Accepted(1, 2, 1, 0, 2));
        assertThat(solo.raft().log().lastIndex()).isEqualTo(3);
    }

    @Test
    void snapshotThatTheLogContainsKeepsWhatFollows() { // 6.
        var solo = Solo.follower(1, 1, 1, 1, 1);
        var effects = solo.receive(install(1, 3, 1));
        assertThat(effects.rules()).contains(Rule.SNAPSHOT_IN_LOG);
        assertThat(effects.writes()).isEmpty();
        assertThat(effects.commitIndex()).isEqualTo(3);
        assertThat(solo.raft().log().lastIndex()).isEqualTo(5);
    }

    @Test
    void snapshotReplacesALogThatDoesNotContainIt() { // 7. and 8.
        var solo = Solo.follower(1, 1, 1, 1, 1);
        var effects = solo.receive(install(2, 3, 2)); // index 3 is of term 1 here
        assertThat(effects.rules()).contains(Rule.INSTALL_SNAPSHOT);
        assertThat(effects.writes())
                .containsExactly(
                        new Effects.Write.TermAndVote(2, 0),
                        new Effects.Write.Reset(install(2, 3, 2).snapshot()));
        assertThat(solo.raft().log().last()).isEqualTo(new LogPosition(3, 2));
        assertThat(solo.raft().log().commitIndex()).isEqualTo(3);
        assertThat(solo.raft().log().termRuns()).isEmpty();
        assertThat(solo.raft().log().uncommittedBytes()).isZero();
    }

    @Test
    void snapshotIsAcknowledgedWhenTheLogBehindItIsDurable() {
        var effects = Solo.follower(1).receive(install(1, 9, 1));
        assertThat(effects.messages()).isEmpty();
        assertThat(effects.messagesWhenDurable()).containsExactly(new AppendEntriesResponse.Accepted(1, 2, 1, 0, 9));
    }

    @Test
    void snapshotThatArrivesTwiceOrLateChangesNothingAnyMore() {
        var cluster = waitingForASnapshot();
        var snapshot = cluster.snapshotsOnTheWay().getFirst();
        cluster.arriveSnapshots();
        propose(cluster, 1, 3);
        cluster.give(3, new Input.MessageReceived(snapshot));
        cluster.settle();
        assertThat(cluster.commands(3)).hasSize(8);
        assertThat(cluster.server(3).log().lastIndex()).isEqualTo(9);
    }

    @Test
    void candidateFollowsALeaderOfItsTermThatSendsASnapshot() {
        var cluster = Cluster.of(3);
        cluster.isolate(1L);
        cluster.campaign(1);
        cluster.give(1, new Input.MessageReceived(install(1, 9, 1)));
        assertThat(cluster.server(1).leader()).isEqualTo(2);
        assertThat(cluster.server(1).log().commitIndex()).isEqualTo(9);
    }

    // While things change.

    @Test
    void snapshotOfADeposedLeaderIsRefusedAndTheNewLeaderSendsItsOwn() {
        var cluster = waitingForASnapshot();
        cluster.persist(2);
        cluster.elect(2);
        cluster.arriveSnapshots(); // server 1's, of term 1, and server 2's
        cluster.run(Cluster.ELECTION_TIMEOUT);
        cluster.arriveSnapshots();
        cluster.run(Cluster.ELECTION_TIMEOUT);
        assertThat(cluster.delivered(AppendEntriesResponse.Stale.class)).isNotEmpty();
        assertThat(cluster.commands(3)).hasSize(5);
        assertThat(cluster.server(3).leader()).isEqualTo(2);
    }

    @Test
    void serverThatIsRemovedWhileASnapshotIsOnItsWayHoldsNothingBack() {
        var cluster = waitingForASnapshot();
        cluster.change(1, new Step.Remove(3));
        propose(cluster, 1, 3);
        cluster.persist(1);
        assertThat(cluster.server(1).log().firstIndex()).isGreaterThan(9);
        cluster.arriveSnapshots(); // the end of the transfer is of no interest any more
        cluster.run(Cluster.ELECTION_TIMEOUT);
        assertThat(cluster.server(1).progress())
                .extracting(PeerProgress::server)
                .containsExactly(2L);
    }

    @Test
    void snapshotOfAServerThatWasAddedHoldsTheConfigurationOfItsLastEntry() {
        var cluster = compacting(2, 0);
        cluster.startNewServer(3);
        cluster.elect(1);
        cluster.propose(1, "before there was a server 3");
        cluster.change(1, new Step.Join(3, "three:1"));
        cluster.run(Cluster.ELECTION_TIMEOUT);
        cluster.persist(3);
        assertThat(cluster.server(3).log().snapshot())
                .isEqualTo(new SnapshotMetadata(new LogPosition(2, 1), Configuration.of(1L, 2L)));
    }

    @Test
    void newServerLearnsTheMembersFromASnapshot() {
        var cluster = compacting(3, 0);
        cluster.startNewServer(4);
        cluster.elect(1);
        cluster.change(1, new Step.AddLearner(5, "five:1"));
        propose(cluster, 1, 5);
        cluster.persist(1);
        cluster.change(1, new Step.Join(4, "four:1"));
        cluster.run(Cluster.ELECTION_TIMEOUT);
        assertThat(cluster.rules()).contains(Rule.INSTALL_SNAPSHOT);
        assertThat(cluster.commands(4)).hasSize(5);
        assertThat(cluster.server(4).configuration().voters()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(cluster.server(4).log().snapshot().configuration().learners())
                .containsExactly(5L);
    }

    /** Server 2 acknowledges more commands, and the leader's state machine has them durably. */
    private static void commitAndPersist(Solo solo, int commands) {
        for (int i = 0; i < commands; i++) {
            solo.propose();
        }
        long last = solo.raft().log().lastIndex();
        solo.acknowledge(1, last);
        solo.acknowledge(2, last);
        solo.give(new Input.StatePersisted(last, Followers.HOLD));
    }

    private static Cluster compacting(int size, long retainedEntries) {
        return Cluster.of(size, config -> config.withRetainedEntries(retainedEntries));
    }

    /** Server 3 lacks what servers 1, the leader, and 2 have; a snapshot of entries 1 to 6 is on its way to it. */
    private static Cluster waitingForASnapshot() {
        var cluster = compacting(3, 0);
        cluster.holdSnapshots();
        cluster.elect(1);
        cluster.isolate(3L);
        propose(cluster, 1, 5);
        cluster.persist(1);
        cluster.heal();
        cluster.advance(Duration.ofMillis(100), 1);
        assertThat(cluster.snapshotsOnTheWay()).hasSize(1);
        return cluster;
    }

    private static void propose(Cluster cluster, long leader, int count) {
        for (int i = 0; i < count; i++) {
            cluster.propose(leader, "x" + i);
        }
    }

    private static InstallSnapshot install(long term, long lastIndex, long lastTerm) {
        var snapshot = new SnapshotMetadata(new LogPosition(lastIndex, lastTerm), Configuration.of(1L, 2L, 3L));
        return new InstallSnapshot(2, 1, term, snapshot);
    }
}

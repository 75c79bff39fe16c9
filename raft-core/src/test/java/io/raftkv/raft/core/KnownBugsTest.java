package io.raftkv.raft.core;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.core.MembershipChange.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Bugs that other Raft systems had, as far as the algorithm can have them: each test is named after one. */
class KnownBugsTest {

    // Commitment, elections, liveness.

    /** LogCabin 44: entries of earlier terms were committed by counting their copies, as in the paper's Figure 8. */
    @Test
    void oldTermCommit() {
        var cluster = Cluster.of(5, config -> config.withWindows(new RaftConfig.Windows(1, 9, 9000, 9000, 9000)));
        cluster.elect(1);
        cluster.isolate(1L, 2L);
        cluster.propose(1, "old"); // (a) index 2, term 1, on servers 1 and 2
        cluster.heal();
        cluster.isolate(3L, 4L, 5L);
        cluster.beginCampaign(5);
        cluster.settleUntil(() -> cluster.server(5).isLeader());
        cluster.loseMessages(); // (b) another index 2, of term 2, on server 5 alone

        cluster.heal();
        cluster.isolate(5L);
        cluster.restart(1);
        cluster.lose(message -> message instanceof AppendEntries append
                && !append.entries().isEmpty()
                && append.entries().getLast().index() > 2); // its own entry gets nowhere
        cluster.campaign(1); // learns of term 2
        cluster.elect(1); // (c) leads term 3
        cluster.advance(Duration.ofMillis(100), 1); // and brings index 2 to the others
        assertThat(cluster.server(1).progress())
                .filteredOn(progress -> progress.matchIndex() == 2)
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(cluster.server(1).log().commitIndex()).isLessThan(2); // a majority has it, and still

        cluster.heal();
        cluster.isolate(1L);
        cluster.restart(5);
        cluster.campaign(5); // learns of term 3
        cluster.elect(5); // (d) is elected, and replaces it
        assertThat(cluster.server(2).log().termAt(2)).isEqualTo(2);
        assertThat(cluster.commands(2)).isEmpty();
    }

    /** etcd 8243, 8501, openraft 1796: a higher term with a shorter log and a lower one with a longer log blocked each other. */
    @Test
    void prevoteTermStuck() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.isolate(3L);
        cluster.propose(1, "x"); // server 2 has the longer log
        cluster.heal();
        cluster.give(3, received(new AppendEntriesResponse.Stale(2, 3, 7))); // and server 3 the higher term
        cluster.isolate(1L);
        cluster.run(Duration.ofSeconds(10));
        assertThat(cluster.server(2).isLeader()).isTrue();
        assertThat(cluster.server(3).leader()).isEqualTo(2);
    }

    /** Cloudflare's etcd in November 2020, openraft 2080: the old leader reached one bridge server, which helped nobody else. */
    @Test
    void oldLeaderStarvesQuorum() {
        var cluster = Cluster.of(5);
        cluster.elect(1);
        for (long far = 3; far <= 5; far++) {
            cluster.cut(1, far);
            cluster.cut(far, 1);
        }
        cluster.run(Cluster.ELECTION_TIMEOUT.multipliedBy(6)); // the bound: one to step down, the rest to elect
        assertThat(cluster.server(1).isLeader()).isFalse();
        assertThat(List.of(2L, 3L, 4L, 5L)).anyMatch(id -> cluster.server(id).isLeader());
    }

    /** etcd 5451, 5468: a server that came back with a higher term ignored the leader, and was ignored by it. */
    @Test
    void checkQuorumHigherTerm() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.isolate(3L);
        cluster.run(Duration.ofSeconds(3));
        cluster.give(3, received(new AppendEntriesResponse.Stale(2, 3, 9)));
        cluster.heal();
        cluster.run(Duration.ofSeconds(10));
        long leader = cluster.server(3).leader();
        assertThat(leader).isNotZero();
        assertThat(cluster.server(leader).currentTerm()).isGreaterThanOrEqualTo(9);
    }

    /** etcd 5451: servers that heard the leader refused their vote to the one that it handed over to. */
    @Test
    void transferBlockedByLease() {
        var cluster = Cluster.of(3, config -> config.withReadPolicy(new ReadPolicy.Lease(0)));
        cluster.elect(1);
        cluster.advance(Duration.ofMillis(100), 1);
        cluster.transfer(1, 2);
        assertThat(cluster.server(2).isLeader()).isTrue();
    }

    /** etcd, TiKV: heartbeats went out, answers were lost; the leader stayed, and nothing was committed any more. */
    @Test
    void halfDeafLeader() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.cut(2, 1);
        cluster.cut(3, 1);
        cluster.run(Cluster.ELECTION_TIMEOUT.multipliedBy(6));
        assertThat(cluster.server(1).isLeader()).isFalse();
        assertThat(List.of(2L, 3L)).anyMatch(id -> cluster.server(id).isLeader());
    }

    // Reads.

    /** etcd 7331, TiKV 9208: a new leader let reads go from its own commit index, which may be older than its predecessor's. */
    @Test
    void readindexBeforeOwnCommit() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.lose(message -> message instanceof AppendEntries append && append.leaderCommit() == 2);
        cluster.propose(1, "x"); // committed, and only server 1 knows
        assertThat(cluster.server(1).log().commitIndex()).isEqualTo(2);
        assertThat(cluster.server(2).log().commitIndex()).isEqualTo(1);
        cluster.heal();
        cluster.beginCampaign(2);
        cluster.settleUntil(() -> cluster.server(2).isLeader());
        cluster.lose(
                message -> message instanceof AppendEntriesResponse.Accepted accepted && accepted.matchIndex() > 2);
        cluster.give(2, new Input.ReadRequested(7));
        cluster.settle();
        assertThat(cluster.grantedReads(2)).isEmpty();
        cluster.heal();
        cluster.run(Cluster.ELECTION_TIMEOUT);
        assertThat(cluster.grantedReads(2)).containsExactly(new Effects.GrantedRead(7, 3));
    }

    /** etcd 20418: a read that was tried again was answered by the confirmation of its first try, by a former leader. */
    @Test
    void readindexRetryReused() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.lose(message -> message instanceof ForwardedReadResponse);
        cluster.give(2, new Input.ReadRequested(7));
        cluster.settle();
        cluster.heal();
        cluster.elect(3);
        cluster.propose(3, "y");
        cluster.give(2, new Input.ReadRequested(8)); // the same client, again
        cluster.loseMessages();
        cluster.give(2, received(new ForwardedReadResponse.Granted(1, 2, 1, 7, 1))); // late, of term 1
        assertThat(cluster.grantedReads(2))
                .extracting(Effects.GrantedRead::readId)
                .containsExactly(7L);
    }

    /** etcd 11483, restate 2950: a leader that was not ready dropped reads, and told nobody. */
    @Test
    void readindexDroppedSilently() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.beginCampaign(2);
        cluster.settleUntil(() -> cluster.server(2).isLeader());
        cluster.loseMessages(); // leads, and has committed nothing
        cluster.give(2, new Input.ReadRequested(7));
        cluster.give(2, received(new ForwardedRead(3, 2, 2, 8)));
        cluster.give(2, received(new AppendEntriesResponse.Stale(3, 2, 9)));
        assertThat(cluster.refusals(2)).containsExactly(new Effects.Refused.ReadRefused(7, Refusal.NOT_LEADER));
        assertThat(cluster.onTheWay()).contains(new ForwardedReadResponse.Refused(2, 3, 9, 8));
    }

    /** etcd-io/raft 105: a single server served what it had answered before, and after a restart what is older. */
    @Test
    void commitIndexLostAtRestart() {
        var cluster = Cluster.of(1);
        cluster.elect(1);
        cluster.propose(1, "x");
        cluster.restart(1);
        assertThat(cluster.server(1).log().commitIndex()).isZero(); // forgotten
        cluster.beginCampaign(1);
        cluster.settleUntil(() -> cluster.server(1).isLeader());
        cluster.give(1, new Input.ReadRequested(7));
        assertThat(cluster.grantedReads(1)).isEmpty();
        cluster.settle();
        assertThat(cluster.grantedReads(1)).containsExactly(new Effects.GrantedRead(7, 3));
    }

    /** SOFAJRaft 34 and 24: a lease that counted from the answers, not from the sending, outlived the followers' patience. */
    @Test
    void leaseReadClock() {
        var cluster = Cluster.of(3, config -> config.withReadPolicy(new ReadPolicy.Lease(0)));
        cluster.elect(1);
        cluster.beginAdvance(Duration.ofMillis(100), 1);
        cluster.advance(Cluster.ELECTION_TIMEOUT); // the answers come an election timeout late
        cluster.give(1, new Input.ReadRequested(7));
        assertThat(cluster.grantedReads(1)).isEmpty();
    }

    // Membership and snapshots.

    /** Ongaro 2015: two leaders of different terms each changed one server, and their majorities did not meet. */
    @Test
    void singleServerChange() {
        var cluster = Cluster.of(4);
        cluster.startNewServer(5);
        cluster.elect(1);
        cluster.isolate(1L, 5L);
        cluster.change(1, MembershipChange.of(new Step.AddVoter(5, "5")).forced()); // on servers 1 and 5 only
        assertThat(cluster.server(5).configuration().voters()).hasSize(5);

        cluster.beginCampaign(2);
        cluster.settleUntil(() -> cluster.server(2).isLeader());
        cluster.change(2, new Step.Remove(1)); // not before it has committed in its term
        assertThat(((Effects.Refused.ProposalRefused) cluster.refusals(2).getFirst()).refusal())
                .isEqualTo(Refusal.LEADER_NOT_READY);
        cluster.change(2, new Step.Remove(1)); // by which servers 3 or 4 know better than to elect server 1
        assertThat(cluster.server(2).configuration()).isEqualTo(Configuration.of(2L, 3L, 4L));

        cluster.heal();
        cluster.isolate(1L, 4L, 5L);
        cluster.run(Duration.ofSeconds(10));
        assertThat(cluster.server(1).isLeader()).isFalse();
        assertThat(cluster.server(1).log().commitIndex()).isEqualTo(1);
    }

    /** Camunda 57393, ScyllaDB 30936: two configurations were truncated with their entries, and one of them stayed in force. */
    @Test
    void configSurvivesTruncation() {
        var solo = Solo.follower(1);
        var configurations = List.of(
                LogEntry.configuration(2, 1, 0, 0, Configuration.of(1L, 2L, 3L, 4L)),
                LogEntry.configuration(3, 1, 0, 0, Configuration.of(1L, 2L, 3L, 4L, 5L)));
        solo.receive(new AppendEntries(2, 1, 1, new LogPosition(1, 1), configurations, 0, 0));
        assertThat(solo.raft().configuration().voters()).hasSize(5);
        solo.receive(new AppendEntries(3, 1, 2, new LogPosition(1, 1), List.of(Solo.entry(2, 2)), 0, 0));
        assertThat(solo.raft().configuration()).isEqualTo(Configuration.of(1L, 2L, 3L));
    }

    /** ScyllaDB 9551, openraft 1808: a snapshot was installed, and entries or a configuration behind it stayed in force. */
    @Test
    void configAfterRemoteSnapshot() {
        var solo = Solo.follower(1, 1, 1, 1, 1);
        var leftover = LogEntry.configuration(6, 1, 0, 0, Configuration.of(1L, 4L, 5L));
        solo.receive(new AppendEntries(2, 1, 1, new LogPosition(5, 1), List.of(leftover), 0, 0));
        assertThat(solo.raft().configuration()).isEqualTo(Configuration.of(1L, 4L, 5L));
        var snapshot = new SnapshotMetadata(new LogPosition(4, 2), Configuration.of(1L, 2L));
        solo.receive(new InstallSnapshot(2, 1, 2, snapshot));
        assertThat(solo.raft().configuration()).isEqualTo(Configuration.of(1L, 2L));
        assertThat(solo.raft().log().lastIndex()).isEqualTo(4);
    }

    /** canonical/raft 250, PikiwiDB raft 385: a snapshot held a configuration that was not committed at its index. */
    @Test
    void uncommittedConfigInSnapshot() {
        var cluster = Cluster.of(3, config -> config.withRetainedEntries(0));
        cluster.elect(1);
        cluster.propose(1, "x");
        cluster.isolate(1L);
        cluster.change(1, new Step.Remove(3));
        cluster.persist(1);
        assertThat(cluster.server(1).configuration().isJoint()).isTrue();
        assertThat(cluster.server(1).log().snapshot().configuration()).isEqualTo(Configuration.of(1L, 2L, 3L));
    }

    /** Camunda 57386: a leader lost in the middle of a change left the cluster joint for ever. */
    @Test
    void stuckJoint() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.beginChange(1, MembershipChange.of(new Step.Remove(3)));
        cluster.settleUntil(() -> cluster.server(2).configuration().isJoint());
        cluster.loseMessages();
        cluster.restart(1);
        cluster.run(Duration.ofSeconds(10));
        assertThat(cluster.server(1).configuration()).isEqualTo(Configuration.of(1L, 2L));
        assertThat(cluster.server(2).configuration()).isEqualTo(Configuration.of(1L, 2L));
    }

    /** RedisRaft 43, 44 and 28: a server started with entries missing between its snapshot and the first one of its log. */
    @Test
    void logSnapshotGap() {
        var snapshot = new SnapshotMetadata(new LogPosition(10, 2), Configuration.of(1L, 2L, 3L));
        var gap = new PersistentState(3, 0, snapshot, List.of(new LogPosition(12, 3)), 14, List.of(), 10);
        assertThatThrownBy(() -> start(gap))
                .isInstanceOf(Invariants.InvariantViolation.class)
                .hasMessageContaining("the log begins at 12, but its snapshot ends at 10");
        var noEntries = new PersistentState(3, 0, snapshot, List.of(), 14, List.of(), 10);
        assertThatThrownBy(() -> start(noEntries)).isInstanceOf(Invariants.InvariantViolation.class);
    }

    /** SOFAJRaft 227, 481: a snapshot counted as received before it would have survived a power loss. */
    @Test
    void snapshotNotForced() {
        var snapshot = new SnapshotMetadata(new LogPosition(9, 1), Configuration.of(1L, 2L, 3L));
        var effects = Solo.follower(1).receive(new InstallSnapshot(2, 1, 1, snapshot));
        assertThat(effects.writes()).containsExactly(new Effects.Write.Reset(snapshot));
        assertThat(effects.messages()).isEmpty();
        assertThat(effects.messagesWhenDurable()).hasSize(1);
    }

    // Storage and clients, as far as the algorithm has to do with them.

    /** LogCabin's notes: a vote was answered before it was durable, and given to another candidate after a crash. */
    @Test
    void voteNotForced() {
        var request = new RequestVote(2, 1, 5, LogPosition.ORIGIN, RequestVote.Reason.ELECTION_TIMEOUT);
        var effects = Solo.follower().receive(request);
        assertThat(effects.writes()).contains(new Effects.Write.TermAndVote(5, 2));
        assertThat(effects.messages()).isEmpty();
        assertThat(effects.messagesWhenDurable()).containsExactly(request.granted());

        var cluster = Cluster.of(3);
        cluster.give(1, received(request));
        cluster.restart(1);
        cluster.give(1, received(new RequestVote(3, 1, 5, LogPosition.ORIGIN, RequestVote.Reason.ELECTION_TIMEOUT)));
        assertThat(cluster.onTheWay()).last().isEqualTo(new RequestVoteResponse(1, 3, 5, false));
    }

    /** LogCabin's notes: an old request that came late or twice deleted entries that had been acknowledged since. */
    @Test
    void duplicatedAppend() {
        var solo = Solo.follower(1);
        var first = new AppendEntries(2, 1, 1, new LogPosition(1, 1), List.of(Solo.entry(2, 1)), 0, 0);
        var second = new AppendEntries(2, 1, 1, new LogPosition(2, 1), List.of(Solo.entry(3, 1)), 0, 0);
        solo.receive(first);
        solo.receive(second);
        assertThat(solo.receive(first).writes()).isEmpty();
        assertThat(solo.raft().log().lastIndex()).isEqualTo(3);
    }

    /** Many clients: a write that had taken effect was done again. Here by a network that delivers a forwarded one twice. */
    @Test
    void retriedWriteTwice() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        var forwarded = new ForwardedProposals(2, 1, 1, List.of(new Proposal(9, ByteBuffer.wrap(new byte[] {'x'}))));
        cluster.give(1, received(forwarded));
        cluster.give(1, received(forwarded));
        cluster.settle();
        assertThat(cluster.commands(3)).containsExactly("x");
    }

    // The museum is complete.

    @Test
    void guardOfEachBugNamesIt() throws IOException {
        String sources;
        try (var files = Files.list(Path.of("src/main/java/io/raftkv/raft/core"))) {
            sources = files.map(KnownBugsTest::read).collect(joining());
        }
        String text = sources.replaceAll("\\s+(\\* )?", " ");
        for (Method bug : KnownBugsTest.class.getDeclaredMethods()) {
            boolean isBug =
                    bug.isAnnotationPresent(Test.class) && !bug.getName().equals("guardOfEachBugNamesIt");
            String name = bug.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (isBug) {
                assertThat(Arrays.stream(text.split("known bug")).skip(1).map(KnownBugsTest::untilItsEnd))
                        .as(name)
                        .anyMatch(mention -> mention.contains(name));
            }
        }
    }

    /** "s a and b)" of "known bugs a and b). Something else". */
    private static String untilItsEnd(String mention) {
        return mention.split("[).]", 2)[0];
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Raft start(PersistentState state) {
        return new Raft(RaftConfig.of(1, Configuration.of(1L, 2L, 3L)), state, new SplittableRandom(1), 0);
    }

    private static Input received(Message message) {
        return new Input.MessageReceived(message);
    }
}

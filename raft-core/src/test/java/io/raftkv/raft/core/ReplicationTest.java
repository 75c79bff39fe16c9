package io.raftkv.raft.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Log replication and commitment: P 5.3, 5.4.2, D 10.2.1. */
class ReplicationTest {

    @Test
    void entryIsCommittedWhenAMajorityHasItAndFollowersLearnOfItWithTheNextMessage() {
        var cluster = Cluster.of(3);
        cluster.elect(1);
        cluster.isolate(3L);
        cluster.propose(1, "x");
        assertThat(cluster.server(1).log().commitIndex()).isEqualTo(2);
        assertThat(cluster.server(2).log().commitIndex()).isEqualTo(2);
        assertThat(cluster.commands(3)).isEmpty();
    }

    @Test
    void entryOnAMinorityIsNotCommitted() {
        var cluster = Cluster.of(5);
        cluster.elect(1);
        cluster.isolate(1L, 2L);
        cluster.propose(1, "x");
        assertThat(cluster.server(1).log().commitIndex()).isEqualTo(1);
    }

    @Test
    void leaderCountsItsOwnDiskLikeAnyOther() { // D 10.2.1
        var raft = leaderOfThree();
        var effects = new Effects();
        raft.step(0, new Input.Proposed(List.of(proposal(1))), effects);
        raft.replicate(0, effects);
        assertThat(effects.messages()).hasSize(2).allMatch(m -> m instanceof AppendEntries); // before its own disk
        assertThat(effects.messagesWhenDurable())
                .singleElement()
                .isEqualTo(new AppendEntriesResponse.Accepted(1, 1, 1, 0, 2));

        step(raft, new AppendEntriesResponse.Accepted(2, 1, 1, 0, 2));
        assertThat(raft.log().commitIndex()).isLessThan(2);
        step(raft, new AppendEntriesResponse.Accepted(1, 1, 1, 0, 2));
        assertThat(raft.log().commitIndex()).isEqualTo(2);
    }

    @Test
    void followersAloneCommitWhenTheLeadersDiskIsSlow() {
        var raft = leaderOfThree();
        var effects = new Effects();
        raft.step(0, new Input.Proposed(List.of(proposal(1))), effects);
        raft.replicate(0, effects);
        step(raft, new AppendEntriesResponse.Accepted(2, 1, 1, 0, 2));
        step(raft, new AppendEntriesResponse.Accepted(3, 1, 1, 0, 2));
        assertThat(raft.log().commitIndex()).isEqualTo(2);
    }

    @Test
    void entryOfEarlierTermCommitsOnlyTogetherWithOneOfTheCurrentTerm() { // P Figure 8
        var cluster = Cluster.of(5);
        cluster.elect(1);
        cluster.isolate(1L, 2L);
        cluster.propose(1, "old"); // index 2, term 1: on servers 1 and 2 only
        cluster.heal();
        cluster.isolate(2L, 3L, 4L); // 2 is elected, without 1 and 5
        cluster.campaign(2);
        var leader = cluster.server(2);
        assertThat(leader.isLeader()).isTrue();
        assertThat(leader.log().termAt(2)).isEqualTo(1);

        // Term 1's entry reaches a majority by itself: not committed. Only with term 2's no-op it is.
        assertThat(cluster.delivered(AppendEntriesResponse.Accepted.class)).isNotEmpty();
        assertThat(leader.log().commitIndex()).isEqualTo(3);
        assertThat(leader.log().termAt(3)).isEqualTo(leader.currentTerm());

        var raft = leaderOfTerm2WithEntryOfTerm1();
        step(raft, new AppendEntriesResponse.Accepted(1, 1, 2, 0, 1));
        step(raft, new AppendEntriesResponse.Accepted(2, 1, 2, 0, 1));
        assertThat(raft.log().commitIndex()).isZero(); // a majority has it, and still
        step(raft, new AppendEntriesResponse.Accepted(1, 1, 2, 0, 2));
        step(raft, new AppendEntriesResponse.Accepted(2, 1, 2, 0, 2));
        assertThat(raft.log().commitIndex()).isEqualTo(2);
    }

    @Test
    void followerRefusesEntriesThatDoNotFollowAnEntryThatItHas() {
        var effects = step(follower(1, 1, 1), append(5, 2, entry(6, 2)));
        assertThat(effects.messages())
                .containsExactly(new AppendEntriesResponse.Rejected(1, 2, 2, 0, 5, new LogPosition(3, 1)));
        assertThat(effects.writes()).containsExactly(new Effects.Write.TermAndVote(2, 0));
    }

    @Test
    void followerReplacesItsTailWhereItConflicts() {
        var raft = follower(1, 1, 2, 2);
        var effects = step(raft, append(2, 1, entry(3, 3), entry(4, 3)));
        assertThat(effects.writes())
                .contains(new Effects.Write.Truncate(3), new Effects.Write.Append(List.of(entry(3, 3), entry(4, 3))));
        assertThat(raft.log().termRuns()).containsExactly(new LogPosition(1, 1), new LogPosition(3, 3));
    }

    @Test
    void oldRequestThatComesLateDeletesNothing() { // duplicated-append
        var raft = follower(1);
        step(raft, append(1, 1, entry(2, 2), entry(3, 2), entry(4, 2)));
        var effects = step(raft, append(1, 1, entry(2, 2)));
        assertThat(raft.log().lastIndex()).isEqualTo(4);
        assertThat(effects.writes()).isEmpty();
        assertThat(effects.messagesWhenDurable()).containsExactly(new AppendEntriesResponse.Accepted(1, 2, 2, 0, 2));
    }

    @Test
    void followerCommitsNoFurtherThanTheRequestReaches() {
        var raft = follower(1, 1, 1);
        step(raft, new AppendEntries(2, 1, 2, new LogPosition(2, 1), List.of(), 3, 0));
        assertThat(raft.log().commitIndex()).isEqualTo(2); // index 3 may be another entry than the leader's
    }

    @Test
    void acknowledgementWaitsForTheDisk() {
        var effects = step(follower(), append(0, 0, entry(1, 2)));
        assertThat(effects.messages()).isEmpty();
        assertThat(effects.messagesWhenDurable()).containsExactly(new AppendEntriesResponse.Accepted(1, 2, 2, 0, 1));
    }

    @Test
    void leaderOfAnEarlierTermIsToldTheCurrentOne() { // P 5.1
        var raft = follower();
        step(raft, append(0, 0, entry(1, 2)));
        var effects = step(raft, new AppendEntries(3, 1, 1, LogPosition.ORIGIN, List.of(), 0, 0));
        assertThat(effects.messages()).containsExactly(new AppendEntriesResponse.Stale(1, 3, 2));
    }

    @Test
    void committedEntryIsNeverDeleted() {
        var raft = follower(1, 1);
        step(raft, new AppendEntries(2, 1, 2, new LogPosition(2, 1), List.of(), 2, 0));
        assertThatThrownBy(() -> step(raft, append(1, 1, entry(2, 2))))
                .isInstanceOf(Invariants.InvariantViolation.class)
                .hasMessageContaining("committed up to 2");
    }

    @Test
    void leaderSkipsAWholeTermForEachAnswer() { // P 5.3, end
        var raft = leader(5, 1, 1, 1, 4, 4, 5, 5, 6, 6, 6); // P Figure 7
        var effects = new Effects();
        raft.replicate(0, effects);
        // Follower f of Figure 7: terms 1 1 1 2 2 2 3 3 3 3 3
        step(raft, new AppendEntriesResponse.Rejected(2, 1, 7, 0, 10, new LogPosition(10, 3)));
        var again = new Effects();
        raft.replicate(0, again);
        assertThat(appendsTo(2, again))
                .first()
                .extracting(a -> a.prevLog().index())
                .isEqualTo(3L);
    }

    @Test
    void rejectionOfAnEarlierAttemptIsIgnored() {
        var raft = leaderOfThree();
        step(raft, new AppendEntriesResponse.Accepted(2, 1, 1, 0, 1));
        step(raft, new AppendEntriesResponse.Rejected(2, 1, 1, 0, 0, LogPosition.ORIGIN));
        var effects = new Effects();
        raft.replicate(0, effects);
        assertThat(appendsTo(2, effects)).isEmpty();
    }

    @Test
    void entriesArePipelinedWithoutWaitingForAnswersUpToTheWindow() {
        var raft = leaderOfThree();
        step(raft, new AppendEntriesResponse.Accepted(2, 1, 1, 0, 1));
        int window = raft.config().windows().maxInflightMessages();
        int sent = 0;
        for (int i = 1; i <= window + 10; i++) {
            var effects = new Effects();
            raft.step(0, new Input.Proposed(List.of(proposal(i))), effects);
            raft.replicate(0, effects);
            sent += appendsTo(2, effects).size();
        }
        assertThat(sent).isEqualTo(window);
        step(raft, new AppendEntriesResponse.Accepted(2, 1, 1, 0, 1 + window));
        var effects = new Effects();
        raft.replicate(0, effects);
        assertThat(appendsTo(2, effects))
                .singleElement()
                .extracting(a -> a.entries().size())
                .isEqualTo(10);
    }

    @Test
    void followerThatIsUnknownIsProbedWithOneMessage() {
        var raft = leaderOfThree();
        var effects = new Effects();
        raft.step(0, new Input.Proposed(List.of(proposal(1))), effects);
        raft.replicate(0, effects);
        var more = new Effects();
        raft.step(0, new Input.Proposed(List.of(proposal(2))), more);
        raft.replicate(0, more);
        assertThat(appendsTo(3, effects)).hasSize(1);
        assertThat(appendsTo(3, more)).isEmpty();
    }

    @Test
    void entriesThatAreNoLongerInMemoryComeFromDisk() {
        var cluster =
                Cluster.of(3, config -> config.withWindows(new RaftConfig.Windows(200, 256, 64 << 20, 64 << 20, 0)));
        cluster.elect(1);
        cluster.isolate(3L);
        for (int i = 0; i < 20; i++) {
            cluster.propose(1, "x" + i);
        }
        cluster.heal();
        cluster.run(java.time.Duration.ofMillis(500));
        assertThat(cluster.commands(3)).hasSize(20).isEqualTo(cluster.commands(1));
        assertThat(cluster.server(3).log().commitIndex()).isEqualTo(21);
    }

    @Test
    void leaderRefusesMoreThanItMayHoldUncommitted() {
        var cluster = Cluster.of(3, config -> config.withWindows(new RaftConfig.Windows(1 << 20, 8, 1 << 20, 300, 0)));
        cluster.elect(1);
        cluster.isolate(1L);
        for (int i = 0; i < 20; i++) {
            cluster.propose(1, "x" + i);
        }
        assertThat(cluster.refusals(1))
                .isNotEmpty()
                .allMatch(refused ->
                        ((Effects.Refused.ProposalRefused) refused).refusal() == Refusal.TOO_MANY_UNCOMMITTED);
        assertThat(cluster.server(1).log().uncommittedBytes()).isLessThan(400);
    }

    @Test
    void leaderIgnoresALateAnswerToARequestOfItsEarlierLeadership() {
        var raft = leaderOfTerm2WithEntryOfTerm1();
        step(raft, new AppendEntriesResponse.Stale(2, 1, 2)); // reached server 2 when that had voted in term 2 already
        assertThat(raft.isLeader()).isTrue();
    }

    @Test
    void leaderWhoseOwnDiskStallsTakesNoMoreThanItMayHold() {
        var raft = leaderOfThree();
        long accepted = 0;
        for (int i = 1; i <= 10; i++) {
            var effects = new Effects();
            raft.step(0, new Input.Proposed(List.of(new Proposal(i, ByteBuffer.allocate(16 << 20)))), effects);
            raft.replicate(0, effects);
            step(raft, new AppendEntriesResponse.Accepted(2, 1, 1, 0, raft.log().lastIndex()));
            step(
                    raft,
                    new AppendEntriesResponse.Accepted(
                            3, 1, 1, 0, raft.log().lastIndex())); // committed without its own disk
            accepted = raft.log().commitIndex();
        }
        assertThat(accepted).isLessThan(8);
    }

    private static ByteBuffer nothing() {
        return ByteBuffer.allocate(0);
    }

    private static Proposal proposal(long number) {
        return new Proposal(number, nothing());
    }

    private static LogEntry entry(long index, long term) {
        return new LogEntry(index, term, EntryType.COMMAND, 0, 0, nothing());
    }

    private static AppendEntries append(long prevIndex, long prevTerm, LogEntry... entries) {
        long term = Math.max(
                2,
                LongStream.of(prevTerm, entries.length == 0 ? 0 : entries[entries.length - 1].term())
                        .max()
                        .orElse(0));
        return new AppendEntries(2, 1, term, new LogPosition(prevIndex, prevTerm), List.of(entries), 0, 0);
    }

    /** Server 1 of three, whose log has entries of these terms. */
    private static Raft follower(long... terms) {
        return server(3, 1, terms);
    }

    private static Raft server(int size, long currentTerm, long... terms) {
        var config = RaftConfig.of(
                1, Configuration.of(LongStream.rangeClosed(1, size).boxed().toList()));
        var state = new PersistentState(Math.max(currentTerm, 0), 0, SnapshotMetadata.NONE, List.of(), 0, List.of(), 0);
        var raft = new Raft(config, state, new SplittableRandom(1), 0);
        for (int i = 0; i < terms.length; i++) {
            var prev = new LogPosition(i, i == 0 ? 0 : terms[i - 1]);
            step(
                    raft,
                    new AppendEntries(
                            2, 1, Math.max(terms[i], currentTerm), prev, List.of(entry(i + 1, terms[i])), 0, 0));
        }
        return raft;
    }

    private static Raft leader(int size, long... terms) {
        var raft = server(size, 0, terms);
        var effects = new Effects();
        raft.step(raft.nextDeadline(), new Input.Tick(), effects);
        for (long voter = 2; voter <= size; voter++) {
            step(raft, new PreVoteResponse(voter, 1, raft.currentTerm(), true));
        }
        long term = raft.currentTerm();
        for (long voter = 1; voter <= size; voter++) {
            step(raft, new RequestVoteResponse(voter, 1, term, true));
        }
        assertThat(raft.isLeader()).isTrue();
        return raft;
    }

    /** Leader of term 1, its no-op at index 1 not acknowledged by anybody. */
    private static Raft leaderOfThree() {
        return leader(3);
    }

    private static Raft leaderOfTerm2WithEntryOfTerm1() {
        return leader(3, 1);
    }

    private static List<AppendEntries> appendsTo(long peer, Effects effects) {
        return effects.messages().stream()
                .filter(m -> m.to() == peer
                        && m instanceof AppendEntries a
                        && !a.entries().isEmpty())
                .map(AppendEntries.class::cast)
                .toList();
    }

    private static Effects step(Raft raft, Message message) {
        var effects = new Effects();
        raft.step(0, new Input.MessageReceived(message), effects);
        return effects;
    }
}

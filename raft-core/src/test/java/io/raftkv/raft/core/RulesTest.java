package io.raftkv.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.raft.core.MembershipChange.Step;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules that a step applies can be followed. */
class RulesTest {

    private static final Duration HEARTBEAT = Duration.ofMillis(100);

    @ParameterizedTest
    @EnumSource
    void eachRuleIsNotedByTheStepThatAppliesIt(Rule rule) {
        assertThat(stepThatApplies(rule).rules()).contains(rule);
    }

    @ParameterizedTest
    @EnumSource
    void eachRuleSaysWhereItStands(Rule rule) {
        assertThat(rule.source()).matches("[PD] .*");
        assertThat(rule.text()).isNotBlank();
    }

    @Test
    void rulesAreNotedInTheOrderInWhichTheyAreApplied() {
        var request =
                new AppendEntries(3, 1, 2, new LogPosition(1, 1), List.of(Solo.entry(2, 2), Solo.entry(3, 2)), 2, 0);
        assertThat(Solo.follower(1, 1, 1).receive(request).rules())
                .containsExactly(
                        Rule.HIGHER_TERM,
                        Rule.APPEND_ENTRIES_3,
                        Rule.APPEND_ENTRIES_4,
                        Rule.APPEND_ENTRIES_4,
                        Rule.APPEND_ENTRIES_5);
    }

    @Test
    void nothingIsNotedWhenNobodyFollows() {
        var raft = Solo.follower().raft();
        var effects = new Effects();
        raft.step(raft.nextDeadline(), new Input.Tick(), effects);
        assertThat(effects.messages()).isNotEmpty();
        assertThat(effects.rules()).isEmpty();
    }

    /** The shortest story for each rule; a rule without one does not compile. */
    private static Effects stepThatApplies(Rule rule) {
        return switch (rule) {
            case HIGHER_TERM -> Solo.follower(1).receive(heartbeat(2, 0));
            case STALE_TERM -> Solo.follower(1, 2).receive(heartbeat(1, 0));
            case ELECTION_TIMEOUT, ASK_BEFORE_ELECTION -> Solo.follower().pass(Duration.ofSeconds(3));
            case PROMISE_VOTE -> Solo.follower().receive(new PreVote(2, 1, 0, LogPosition.ORIGIN));
            case REFUSE_PROMISE -> withoutLeader(1).receive(new PreVote(3, 1, 1, LogPosition.ORIGIN));
            case START_ELECTION -> preCandidate().receive(new PreVoteResponse(2, 1, 0, true));
            case GRANT_VOTE -> Solo.follower().receive(requestVote(2, 1));
            case DENY_SECOND_VOTE -> {
                Solo solo = Solo.follower();
                solo.receive(requestVote(2, 1));
                yield solo.receive(requestVote(3, 1));
            }
            case DENY_OLD_LOG -> withoutLeader(1).receive(requestVote(3, 2));
            case PROTECT_LEADER -> Solo.follower(1).receive(requestVote(3, 2));
            case WIN_ELECTION -> {
                Solo solo = candidate();
                solo.receive(new RequestVoteResponse(1, 1, 1, true));
                yield solo.receive(new RequestVoteResponse(2, 1, 1, true));
            }
            case FOLLOW_NEW_LEADER -> candidate().receive(heartbeat(1, 0));
            case LOSE_QUORUM -> Solo.leader().pass(Solo.ELECTION_TIMEOUT);
            case LOSE_DISK -> {
                Solo solo = Solo.leader();
                solo.pass(Duration.ofMillis(900));
                solo.acknowledge(2, 1);
                yield solo.pass(Duration.ofMillis(200));
            }

            case APPEND_COMMAND -> Solo.leader().propose();
            case HEARTBEAT -> Solo.leader().pass(HEARTBEAT);
            case SEND_ENTRIES -> leaderThatHasCommitted().propose();
            case APPEND_ENTRIES_2 -> Solo.follower(1).receive(heartbeat(1, 9));
            case APPEND_ENTRIES_3, APPEND_ENTRIES_4 ->
                Solo.follower(1, 1)
                        .receive(new AppendEntries(2, 1, 2, new LogPosition(1, 1), List.of(Solo.entry(2, 2)), 0, 0));
            case APPEND_ENTRIES_5 -> Solo.follower(1).receive(heartbeat(1, 1));
            case FOLLOWER_MATCHES -> Solo.leader().acknowledge(2, 1);
            case FOLLOWER_DIFFERS ->
                Solo.leader(1).receive(new AppendEntriesResponse.Rejected(2, 1, 2, 0, 1, LogPosition.ORIGIN));
            case COMMIT -> {
                Solo solo = Solo.leader();
                solo.acknowledge(1, 1);
                yield solo.acknowledge(2, 1);
            }
            case EARLIER_TERM_WAITS -> {
                Solo solo = Solo.leader(1); // index 1 is of term 1, index 2 of its own
                solo.acknowledge(1, 2);
                yield solo.acknowledge(2, 1);
            }

            case READ_ROUND -> leaderThatHasCommitted().give(new Input.ReadRequested(1));
            case CONFIRM_READS -> {
                Solo solo = leaderThatHasCommitted();
                solo.give(new Input.ReadRequested(1));
                yield solo.receive(new AppendEntriesResponse.Accepted(2, 1, 1, 1, 1));
            }
            case LEASE_READ -> {
                Solo solo = Solo.leader(3, config -> config.withReadPolicy(new ReadPolicy.Lease(0)));
                solo.acknowledge(1, 1);
                solo.pass(HEARTBEAT);
                solo.receive(new AppendEntriesResponse.Accepted(2, 1, 1, 1, 1));
                yield solo.give(new Input.ReadRequested(1));
            }

            case COMPACT_LOG -> Solo.follower(1, 1, 1).compact(2);
            case NEEDS_SNAPSHOT -> {
                Solo solo = leaderThatHasCommitted();
                solo.receive(new AppendEntriesResponse.Rejected(3, 1, 1, 0, 0, LogPosition.ORIGIN)); // it is alive
                solo.compact(1);
                yield solo.pass(HEARTBEAT);
            }
            case SEND_SNAPSHOT -> {
                Solo solo = leaderThatHasCommitted();
                solo.receive(new AppendEntriesResponse.Rejected(3, 1, 1, 0, 0, LogPosition.ORIGIN)); // it is alive
                solo.compact(1);
                solo.pass(HEARTBEAT);
                yield solo.give(new Input.SnapshotTaken(1));
            }
            case SNAPSHOT_IS_OLD -> {
                Solo solo = Solo.follower(1);
                solo.receive(heartbeat(1, 1));
                yield solo.receive(snapshot(1));
            }
            case SNAPSHOT_IN_LOG -> Solo.follower(1, 1).receive(snapshot(1));
            case INSTALL_SNAPSHOT -> Solo.follower(1).receive(snapshot(5));

            case ENTER_JOINT -> leaderThatHasCommitted().change(new Step.Remove(3));
            case LEAVE_JOINT -> {
                Solo solo = leaderThatHasCommitted();
                solo.change(new Step.Remove(3));
                solo.acknowledge(1, 2);
                yield solo.acknowledge(2, 2);
            }
            case KEEP_VOTERS -> leaderThatHasCommitted().change(new Step.AddLearner(4, "4"));
            case CAUGHT_UP -> {
                Solo solo = leaderThatHasCommitted();
                solo.change(new Step.Join(4, "4"));
                solo.acknowledge(1, 2);
                solo.acknowledge(2, 2);
                yield solo.acknowledge(4, 2);
            }
            case LEAVE_CLUSTER -> {
                Solo solo = leaderThatHasCommitted();
                solo.acknowledge(3, 1);
                solo.change(new Step.Remove(1));
                solo.acknowledge(2, 2);
                solo.acknowledge(3, 2); // C_old,new
                solo.acknowledge(2, 3);
                yield solo.acknowledge(3, 3); // C_new
            }

            case START_TRANSFER -> Solo.leader().give(new Input.TransferRequested(2));
            case TIMEOUT_NOW -> leaderThatHasCommitted().give(new Input.TransferRequested(2));
            case END_TRANSFER -> {
                Solo solo = leaderThatHasCommitted();
                solo.give(new Input.TransferRequested(3));
                solo.pass(Duration.ofMillis(900));
                solo.acknowledge(2, 1);
                yield solo.pass(Duration.ofMillis(100));
            }
        };
    }

    private static Solo preCandidate() {
        Solo solo = Solo.follower();
        solo.pass(Duration.ofSeconds(3));
        return solo;
    }

    private static Solo candidate() {
        Solo solo = preCandidate();
        solo.receive(new PreVoteResponse(2, 1, 0, true));
        return solo;
    }

    /** Hears its leader no more, but has not given up hope. */
    private static Solo withoutLeader(long... terms) {
        Solo solo = Solo.follower(terms);
        solo.pass(Solo.ELECTION_TIMEOUT);
        return solo;
    }

    /** Its first entry, of term 1, is on servers 1 and 2. */
    private static Solo leaderThatHasCommitted() {
        Solo solo = Solo.leader();
        solo.acknowledge(1, 1);
        solo.acknowledge(2, 1);
        return solo;
    }

    private static AppendEntries heartbeat(long term, long prevLogIndex) {
        var prevLog = new LogPosition(prevLogIndex, Math.min(prevLogIndex, 1));
        return new AppendEntries(2, 1, term, prevLog, List.of(), prevLogIndex, 0);
    }

    private static RequestVote requestVote(long candidate, long term) {
        return new RequestVote(candidate, 1, term, LogPosition.ORIGIN, RequestVote.Reason.ELECTION_TIMEOUT);
    }

    private static InstallSnapshot snapshot(long lastIndex) {
        var metadata = new SnapshotMetadata(new LogPosition(lastIndex, 1), Configuration.of(1L, 2L, 3L));
        return new InstallSnapshot(2, 1, 1, metadata);
    }
}

package io.raftkv.raft.core;

import io.raftkv.raft.core.Input.StatePersisted.Followers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/** Server 1 alone: the test plays the others, the disk and the clock. */
final class Solo {

    static final Duration ELECTION_TIMEOUT = Duration.ofSeconds(1);

    private final Raft raft;
    private long now;

    private Solo(int size, UnaryOperator<RaftConfig> adjust) {
        var configuration =
                Configuration.of(LongStream.rangeClosed(1, size).boxed().toList());
        raft = new Raft(
                adjust.apply(RaftConfig.of(1, configuration)), PersistentState.EMPTY, new SplittableRandom(1), now);
    }

    /** One of three servers, which has entries of these terms from server 2; the last term is the current one. */
    static Solo follower(long... terms) {
        var solo = new Solo(3, config -> config);
        solo.takeEntries(terms);
        return solo;
    }

    /** One of three servers, just elected, with a log of entries of these terms before that of its own term. */
    static Solo leader(long... terms) {
        return leader(3, config -> config, terms);
    }

    /** One of {@code size} servers, just elected, with a log of entries of these terms before that of its own term. */
    static Solo leader(int size, UnaryOperator<RaftConfig> adjust, long... terms) {
        var solo = new Solo(size, adjust);
        solo.takeEntries(terms);
        solo.pass(ELECTION_TIMEOUT.multipliedBy(3));
        long term = solo.raft.currentTerm();
        for (long voter = 2; voter <= size; voter++) {
            solo.receive(new PreVoteResponse(voter, 1, term, true));
        }
        for (long voter = 1; voter <= size; voter++) {
            solo.receive(new RequestVoteResponse(voter, 1, term + 1, true));
        }
        if (!solo.raft.isLeader()) {
            throw new AssertionError("not elected");
        }
        return solo;
    }

    private void takeEntries(long... terms) {
        for (int i = 0; i < terms.length; i++) {
            var previous = new LogPosition(i, i == 0 ? 0 : terms[i - 1]);
            receive(new AppendEntries(2, 1, terms[i], previous, List.of(entry(i + 1, terms[i])), 0, 0));
        }
    }

    static LogEntry entry(long index, long term) {
        return new LogEntry(index, term, EntryType.COMMAND, 0, 0, ByteBuffer.allocate(0));
    }

    Raft raft() {
        return raft;
    }

    Effects give(Input input) {
        var effects = Effects.followed();
        raft.step(now, input, effects);
        raft.replicate(now, effects);
        return effects;
    }

    Effects receive(Message message) {
        return give(new Input.MessageReceived(message));
    }

    /** The peer's log, and its disk, are the leader's up to {@code matchIndex}. */
    Effects acknowledge(long peer, long matchIndex) {
        return receive(new AppendEntriesResponse.Accepted(peer, 1, raft.currentTerm(), 0, matchIndex));
    }

    Effects propose() {
        return give(new Input.Proposed(List.of(new Proposal(raft.log().lastIndex() + 1, ByteBuffer.allocate(0)))));
    }

    Effects pass(Duration duration) {
        now += duration.toNanos();
        return give(new Input.Tick());
    }

    Effects change(MembershipChange.Step... steps) {
        return give(new Input.MembershipChangeRequested(1, MembershipChange.of(steps)));
    }

    /** All up to {@code index} becomes committed if it is not, and forgotten. */
    Effects compact(long index) {
        if (!raft.isLeader()) {
            receive(new AppendEntries(2, 1, raft.currentTerm(), raft.log().positionAt(index), List.of(), index, 0));
        }
        return give(new Input.StatePersisted(index + raft.config().retainedEntries(), Followers.HOLD));
    }
}

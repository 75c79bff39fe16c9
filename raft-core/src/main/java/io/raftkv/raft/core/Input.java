package io.raftkv.raft.core;

import java.util.List;

/** All that can happen to a server: the only way into {@link Raft#step}. */
public sealed interface Input {

    /** A message arrived from a peer, or from this server itself once its own writes are durable. */
    record MessageReceived(Message message) implements Input {}

    /** Time has passed; a deadline of {@link Raft#nextDeadline()} may be due. */
    record Tick() implements Input {}

    /** Clients of this server want these commands in the log. */
    record Proposed(List<Proposal> proposals) implements Input {}

    /**
     * Clients of this server want to read what is committed now (D 6.4).
     *
     * @param readId names the attempt; never used twice by this server, not even across restarts
     */
    record ReadRequested(long readId) implements Input {}

    /**
     * The entries that {@link Effects.ReadEntries} asked for.
     *
     * @param request what was asked
     * @param entries what the disk holds from {@code request.fromIndex()} on: at least one entry, in order, without a gap;
     *     empty when the log was truncated in the meantime
     */
    record EntriesRead(Effects.ReadEntries request, List<LogEntry> entries) implements Input {}

    /**
     * The state machine would survive a crash with everything up to {@code index} in it, so the log may forget what comes
     * before (P 7).
     *
     * @param index is applied, and is that of a command
     * @param followers what of it followers may hold back that catch up after a snapshot
     */
    record StatePersisted(long index, Followers followers) implements Input {

        /** Whether there is room for what a follower needs next. */
        public enum Followers {
            /** What they need next stays. */
            HOLD,
            /** The log takes too much room: it is forgotten nevertheless, and they need another snapshot. */
            LET_GO
        }
    }

    /**
     * The snapshot that {@link Effects#snapshotWanted()} asked for is ready to be sent.
     *
     * @param lastIncludedIndex index of the last entry, a command, whose effects it contains
     */
    record SnapshotTaken(long lastIncludedIndex) implements Input {}

    /**
     * The sending of a snapshot has ended, well or not: the peer's next answers tell.
     *
     * @param request what was being sent, as in {@link Effects#snapshotsToSend()}
     */
    record SnapshotTransferEnded(InstallSnapshot request) implements Input {}

    /**
     * A client of this server wants other members (P 6).
     *
     * @param number names the request, drawn like {@link Proposal#number}; the entry that completes the change carries it
     * @param change what is wanted
     */
    record MembershipChangeRequested(long number, MembershipChange change) implements Input {}

    /**
     * The leadership is to go to another server (D 3.10); without effect on a server that does not lead.
     *
     * @param target id of a voter, or 0 for the one that is furthest
     */
    record TransferRequested(long target) implements Input {}
}

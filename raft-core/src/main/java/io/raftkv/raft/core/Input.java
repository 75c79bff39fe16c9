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
}

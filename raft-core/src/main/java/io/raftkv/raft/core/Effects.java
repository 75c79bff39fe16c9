package io.raftkv.raft.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Collects what must happen because of one or more steps of {@link Raft}: the only way out of the core.
 *
 * <p>Whoever runs the core carries it out as follows, and owes it nothing more:
 *
 * <ul>
 *   <li>{@link #messages()} are sent at once;
 *   <li>{@link #writes()} are done in order, after those of all earlier effects;
 *   <li>{@link #messagesWhenDurable()} are sent when all those writes, and all earlier ones, would survive a power loss;
 *       those that are addressed to this server itself come back as {@link Input.MessageReceived};
 *   <li>entries up to {@link #commitIndex()} are applied, but none at or above an index that an unfinished write covers;
 *   <li>{@link #refusals()} and {@link #grantedReads()} are told to the clients that wait;
 *   <li>{@link #entriesToRead()} are read from disk after all writes so far, and come back as {@link Input.EntriesRead}.
 * </ul>
 */
public final class Effects {

    /** A change of what is on disk. */
    public sealed interface Write {

        /** {@code currentTerm} and {@code votedFor} (P Figure 2, persistent state); {@code votedFor} is 0 for none. */
        record TermAndVote(long term, long votedFor) implements Write {}

        /** Deletes the entry at {@code fromIndex} and all that follow it. */
        record Truncate(long fromIndex) implements Write {}

        /** Appends entries, in order and without a gap, after the last one. */
        record Append(List<LogEntry> entries) implements Write {}
    }

    /**
     * Entries that a peer needs and that are no longer in memory.
     *
     * @param peer the peer that needs them
     * @param term the term in which this server, as leader, asks
     * @param fromIndex index of the first one
     * @param lastIndex index of the last one that is wanted
     * @param maxBytes how much may be read, in bytes of {@link LogEntry#sizeInBytes()}; at least one entry is read
     */
    public record ReadEntries(long peer, long term, long fromIndex, long lastIndex, long maxBytes) {}

    /** Clients that wait for {@code readId} may be served once everything up to {@code readIndex} is applied. */
    public record GrantedRead(long readId, long readIndex) {}

    /** A request of this server's own clients was turned away. */
    public sealed interface Refused {
        /** The proposal was not appended and never will be. */
        record ProposalRefused(long number, Refusal refusal) implements Refused {}

        /** The read was not served; it may be tried again under a new id. */
        record ReadRefused(long readId, Refusal refusal) implements Refused {}
    }

    private final List<Message> messages = new ArrayList<>();
    private final List<Message> messagesWhenDurable = new ArrayList<>();
    private final List<Write> writes = new ArrayList<>();
    private final List<GrantedRead> grantedReads = new ArrayList<>();
    private final List<Refused> refusals = new ArrayList<>();
    private final List<ReadEntries> entriesToRead = new ArrayList<>();
    private long commitIndex;

    /** The entries of the last write, when it is an append that is still growing. */
    private List<LogEntry> growingAppend = List.of();

    // What the core says.

    void send(Message message) {
        messages.add(message);
    }

    void sendWhenDurable(Message message) {
        messagesWhenDurable.add(message);
    }

    void write(Write.TermAndVote termAndVote) {
        addWrite(termAndVote);
    }

    void truncate(long fromIndex) {
        addWrite(new Write.Truncate(fromIndex));
    }

    void append(LogEntry entry) {
        if (growingAppend.isEmpty()) {
            var entries = new ArrayList<LogEntry>();
            addWrite(new Write.Append(Collections.unmodifiableList(entries)));
            growingAppend = entries;
        }
        growingAppend.add(entry);
    }

    void committed(long index) {
        commitIndex = index;
    }

    void grantRead(long readId, long readIndex) {
        grantedReads.add(new GrantedRead(readId, readIndex));
    }

    void refuse(Refused refused) {
        refusals.add(refused);
    }

    void read(ReadEntries request) {
        entriesToRead.add(request);
    }

    private void addWrite(Write write) {
        writes.add(write);
        growingAppend = List.of();
    }

    // What whoever runs the core asks.

    /** Messages to send at once; none of them is addressed to this server itself. */
    public List<Message> messages() {
        return Collections.unmodifiableList(messages);
    }

    /** Messages to send when {@link #writes()} and all earlier ones are durable. */
    public List<Message> messagesWhenDurable() {
        return Collections.unmodifiableList(messagesWhenDurable);
    }

    /** Changes of what is on disk, in the order in which they must happen. */
    public List<Write> writes() {
        return Collections.unmodifiableList(writes);
    }

    /** Reads that may be served. */
    public List<GrantedRead> grantedReads() {
        return Collections.unmodifiableList(grantedReads);
    }

    /** Requests of this server's own clients that were turned away. */
    public List<Refused> refusals() {
        return Collections.unmodifiableList(refusals);
    }

    /** Entries to fetch from disk. */
    public List<ReadEntries> entriesToRead() {
        return Collections.unmodifiableList(entriesToRead);
    }

    /** The new commit index, or 0 when it did not move. */
    public long commitIndex() {
        return commitIndex;
    }
}

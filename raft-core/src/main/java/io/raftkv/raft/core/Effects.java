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
 *   <li>{@link #entriesToRead()} are read from disk after all writes so far, and come back as {@link Input.EntriesRead};
 *   <li>when {@link #snapshotWanted()}, a snapshot of the state machine is taken, and comes back as
 *       {@link Input.SnapshotTaken};
 *   <li>{@link #snapshotsToSend()} are sent with the files of that snapshot, each of which ends with
 *       {@link Input.SnapshotTransferEnded};
 *   <li>after a {@link Write.Reset} is durable, the state machine is replaced by the snapshot that it names, before any
 *       later entry is applied.
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

        /**
         * Forgets the entries up to {@code snapshot}, whose effects the state machine has durably (P 7). What follows stays.
         * The snapshot's metadata must be durable before an entry is gone.
         */
        record Compact(SnapshotMetadata snapshot) implements Write {}

        /**
         * Forgets the whole log, which begins anew behind {@code snapshot} (P Figure 13, 7.): old log or new log, never a
         * mixture, whenever the power fails. The snapshot's files are durable already.
         */
        record Reset(SnapshotMetadata snapshot) implements Write {}
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
    private final List<InstallSnapshot> snapshotsToSend = new ArrayList<>();
    private boolean snapshotWanted;
    private long commitIndex;

    private final List<Rule> rules = new ArrayList<>();
    private final boolean followed;

    /** The entries of the last write, when it is an append that is still growing. */
    private List<LogEntry> growingAppend = List.of();

    /** Nothing to do yet. */
    public Effects() {
        this(false);
    }

    private Effects(boolean followed) {
        this.followed = followed;
    }

    /** Nothing to do yet; notes in {@link #rules()} which rules were applied. */
    public static Effects followed() {
        return new Effects(true);
    }

    // What the core says.

    /** Costs nothing but a look when nobody follows. */
    void fired(Rule rule) {
        if (followed) {
            rules.add(rule);
        }
    }

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

    void compact(SnapshotMetadata snapshot) {
        addWrite(new Write.Compact(snapshot));
    }

    void reset(SnapshotMetadata snapshot) {
        addWrite(new Write.Reset(snapshot));
    }

    void wantSnapshot() {
        snapshotWanted = true;
    }

    void sendSnapshot(InstallSnapshot request) {
        snapshotsToSend.add(request);
    }

    private void addWrite(Write write) {
        writes.add(write);
        growingAppend = List.of();
    }

    // What whoever runs the core asks.

    /** Whether there is nothing to do, and nothing was noted. */
    public boolean isEmpty() {
        return messages.isEmpty()
                && messagesWhenDurable.isEmpty()
                && writes.isEmpty()
                && grantedReads.isEmpty()
                && refusals.isEmpty()
                && entriesToRead.isEmpty()
                && snapshotsToSend.isEmpty()
                && rules.isEmpty()
                && !snapshotWanted
                && commitIndex == 0;
    }

    /** Adds what a later step wants done. */
    public void add(Effects later) {
        messages.addAll(later.messages);
        messagesWhenDurable.addAll(later.messagesWhenDurable);
        later.writes.forEach(this::addWrite);
        grantedReads.addAll(later.grantedReads);
        refusals.addAll(later.refusals);
        entriesToRead.addAll(later.entriesToRead);
        snapshotsToSend.addAll(later.snapshotsToSend);
        snapshotWanted |= later.snapshotWanted;
        commitIndex = Math.max(commitIndex, later.commitIndex);
    }

    /**
     * Messages to send at once; none of them is addressed to this server itself. They may leave before anything is forced, for
     * a crash takes back nothing that somebody counts on: a denial or a rejection promises nothing, and whoever learns a term
     * from it that is forgotten here is in a higher term, which is always safe; a promise to a pre-candidate binds nobody; and
     * a leader's own entries count only when its own disk has answered (D 10.2.1).
     */
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

    /** Whether a snapshot is to be taken, for followers that need one. */
    public boolean snapshotWanted() {
        return snapshotWanted;
    }

    /** Snapshots to send, of the state that {@link Input.SnapshotTaken} spoke of last. */
    public List<InstallSnapshot> snapshotsToSend() {
        return Collections.unmodifiableList(snapshotsToSend);
    }

    /** The rules that were applied, in order; none unless these are {@link #followed} effects. */
    public List<Rule> rules() {
        return Collections.unmodifiableList(rules);
    }

    /** The new commit index, or 0 when it did not move. */
    public long commitIndex() {
        return commitIndex;
    }
}

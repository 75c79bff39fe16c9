package io.raftkv.raft.core;

import java.util.List;

/**
 * The log of one server as the rules see it (P 5.3): the terms of all entries, the configurations among them, the entries
 * themselves as far as they are in memory, and how far it is committed. The disk has the rest, and a snapshot what has been
 * forgotten (P 7).
 *
 * <p>Guards, whatever the rules above it do: {@code commitIndex} never falls and never passes the end, terms never fall
 * along the log, a committed entry is never deleted, and none is forgotten that is not committed.
 */
public final class Log {

    private final long cacheBytes;
    private SnapshotMetadata snapshot;
    private TermRuns terms;
    private Configurations configurations;
    private RecentEntries recent;
    private long lastIndex;
    private long commitIndex;
    private long uncommittedBytes;

    /** The log that was found on disk; one that is all there begins with {@code firstConfiguration}. */
    Log(PersistentState state, Configuration firstConfiguration, long cacheBytes) {
        this.cacheBytes = cacheBytes;
        this.snapshot = state.snapshot();
        checkNoGap(state);
        this.terms = new TermRuns(snapshot.lastIncluded(), state.termRuns());
        boolean isWhole = snapshot.equals(SnapshotMetadata.NONE);
        this.configurations = new Configurations(
                new ConfigurationEntry(startIndex(), isWhole ? firstConfiguration : snapshot.configuration()),
                state.configurations());
        this.lastIndex = state.lastLogIndex();
        this.recent = new RecentEntries(lastIndex + 1);
        this.commitIndex = Math.max(state.committedIndex(), startIndex());
        Invariants.check(
                commitIndex <= lastIndex,
                () -> "entries up to " + commitIndex + " are committed, but the log ends at " + lastIndex);
    }

    /** Nothing may be missing between the snapshot and the first entry (known bug log-snapshot-gap). */
    private static void checkNoGap(PersistentState state) {
        long end = state.snapshot().lastIncluded().index();
        long begin = state.termRuns().isEmpty()
                ? state.lastLogIndex() + 1
                : state.termRuns().getFirst().index();
        Invariants.check(begin == end + 1, () -> "the log begins at " + begin + ", but its snapshot ends at " + end);
    }

    // Where it begins and ends.

    /** What the beginning of the log has been replaced by. */
    public SnapshotMetadata snapshot() {
        return snapshot;
    }

    /** Index of the first entry that it holds, or will hold. */
    public long firstIndex() {
        return startIndex() + 1;
    }

    private long startIndex() {
        return snapshot.lastIncluded().index();
    }

    /** Index of the last entry, 0 when there has never been one. */
    public long lastIndex() {
        return lastIndex;
    }

    /** Index and term of the last entry. */
    public LogPosition last() {
        return positionAt(lastIndex);
    }

    /** Index of the highest entry known to be committed (P Figure 2, volatile state). */
    public long commitIndex() {
        return commitIndex;
    }

    // What is in it.

    /** The term of the entry at {@code index}, which is in the log, or the last that it has forgotten; 0 for index 0. */
    public long termAt(long index) {
        Invariants.check(
                startIndex() <= index && index <= lastIndex,
                () -> "asked for the term at " + index + " of a log from " + firstIndex() + " to " + lastIndex);
        return terms.termAt(index);
    }

    /** Index and term of the entry at {@code index}, which is in the log, or the last that it has forgotten. */
    public LogPosition positionAt(long index) {
        return new LogPosition(index, termAt(index));
    }

    /**
     * Whether the log contains an entry at this index with this term, as far as another server can ask: what it has forgotten
     * was committed, and so is the same everywhere.
     */
    public boolean contains(LogPosition position) {
        return position.index() < startIndex()
                || (position.index() <= lastIndex && termAt(position.index()) == position.term());
    }

    /**
     * The highest position of this log that two logs may still have in common when they differ at {@code position}: no
     * higher in index, and no higher in term (P 5.3, end: skips a whole term a time). When all that is here is of a later term,
     * what they have in common has been forgotten here: the answer then lies before the log, as that to a position before it.
     */
    public LogPosition lastPossiblyShared(LogPosition position) {
        if (position.index() < startIndex()) {
            return position;
        }
        LogPosition highest = terms.lastAtMost(Math.min(position.index(), lastIndex), position.term());
        boolean isForgotten = highest.term() > position.term();
        return isForgotten ? new LogPosition(startIndex() - 1, position.term()) : highest;
    }

    /** The latest configuration in the log, which is the one in force (P 6), and the index of its entry. */
    public ConfigurationEntry configuration() {
        return configurations.latest();
    }

    /** Whether {@code server} is a voter, or was one until a configuration that is not known to be committed. */
    boolean mayHaveVoter(long server) {
        return configurations.mayHaveVoter(server, commitIndex);
    }

    /** What a snapshot stands for that contains everything up to {@code index}, which is committed. */
    SnapshotMetadata snapshotAt(long index) {
        Invariants.check(
                index <= commitIndex,
                () -> "a snapshot up to " + index + " would hold more than is committed, which is " + commitIndex);
        return new SnapshotMetadata(positionAt(index), configurations.asOf(index));
    }

    /** Whether the entry at {@code index} is in memory. */
    public boolean isInMemory(long index) {
        return recent.contains(index);
    }

    /**
     * Entries from {@code fromIndex}, which is in memory, to {@code toIndex}: at least one, and otherwise no more than
     * {@code maxBytes} of {@link LogEntry#sizeInBytes()}.
     */
    public List<LogEntry> entries(long fromIndex, long toIndex, long maxBytes) {
        return recent.entries(fromIndex, toIndex, maxBytes);
    }

    /** Bytes of entries in memory that are not known to be committed. */
    public long uncommittedBytes() {
        return uncommittedBytes;
    }

    /** The runs of terms, for whoever checks logs against each other: the first position of each run. */
    public List<LogPosition> termRuns() {
        return terms.asList();
    }

    // What happens to it.

    /** Appends an entry after the last one. */
    void append(LogEntry entry, Effects effects) {
        Invariants.check(
                entry.index() == lastIndex + 1, () -> "entry " + entry.position() + " cannot follow " + last());
        terms.append(entry.position());
        recent.append(entry);
        if (entry.type() == EntryType.CONFIGURATION) {
            configurations.append(entry.index(), Configuration.decode(entry.payload()));
        }
        lastIndex = entry.index();
        uncommittedBytes += entry.sizeInBytes();
        effects.append(entry);
    }

    /**
     * Makes the log contain {@code entries}, which follow an entry that it contains (P Figure 2, AppendEntries 3. and 4.).
     * Entries that are there already stay, and so does what follows them: the request may be an old one, and later entries
     * may have been acknowledged since (known bug duplicated-append).
     */
    void reconcile(List<LogEntry> entries, Effects effects) {
        for (LogEntry entry : entries) {
            if (contains(entry.position())) {
                continue;
            }
            if (entry.index() <= lastIndex) {
                effects.fired(Rule.APPEND_ENTRIES_3);
                truncate(entry.index(), effects); // 3. conflicts: same index, other term
            }
            effects.fired(Rule.APPEND_ENTRIES_4);
            append(entry, effects); // 4.
        }
    }

    private void truncate(long fromIndex, Effects effects) {
        Invariants.check(
                fromIndex > commitIndex,
                () -> "asked to delete entries from " + fromIndex + ", but they are committed up to " + commitIndex);
        for (long index = Math.max(fromIndex, recent.firstIndex()); index <= lastIndex; index++) {
            uncommittedBytes -= recent.get(index).sizeInBytes();
        }
        terms.truncate(fromIndex);
        configurations.truncate(fromIndex);
        recent.truncate(fromIndex);
        lastIndex = fromIndex - 1;
        effects.truncate(fromIndex);
    }

    /** Moves {@code commitIndex} up to {@code index}; does nothing when it is there already. */
    void commitUpTo(long index, Effects effects) {
        if (index <= commitIndex) {
            return;
        }
        Invariants.check(index <= lastIndex, () -> "asked to commit " + index + " of a log that ends at " + lastIndex);
        for (long i = Math.max(commitIndex + 1, recent.firstIndex()); i <= index; i++) {
            uncommittedBytes -= recent.get(i).sizeInBytes();
        }
        commitIndex = index;
        effects.committed(index);
        while (recent.bytes() > cacheBytes && recent.firstIndex() <= commitIndex) {
            recent.evictFirst();
        }
    }

    /** Forgets the entries up to {@code index}, which are committed, and which the state machine has durably (P 7). */
    void compact(long index, Effects effects) {
        if (index <= startIndex()) {
            return;
        }
        snapshot = snapshotAt(index);
        terms.compact(snapshot.lastIncluded(), lastIndex);
        configurations.compact(index);
        recent.evictTo(index);
        effects.fired(Rule.COMPACT_LOG);
        effects.compact(snapshot);
    }

    /**
     * Forgets everything, to go on behind a snapshot that holds more than is known here to be committed (P Figure 13, 7.). The
     * terms and configurations of discarded entries go with them, whatever their indexes (known bug
     * config-after-remote-snapshot).
     */
    void reset(SnapshotMetadata newSnapshot, Effects effects) {
        long index = newSnapshot.lastIncluded().index();
        Invariants.check(
                index > commitIndex,
                () -> "asked to replace the log by a snapshot up to " + index + ", but " + commitIndex
                        + " is committed already");
        snapshot = newSnapshot;
        terms = new TermRuns(newSnapshot.lastIncluded(), List.of());
        configurations = new Configurations(new ConfigurationEntry(index, newSnapshot.configuration()), List.of());
        recent = new RecentEntries(index + 1);
        uncommittedBytes = 0;
        lastIndex = index;
        commitIndex = index;
        effects.reset(newSnapshot);
        effects.committed(index);
    }
}

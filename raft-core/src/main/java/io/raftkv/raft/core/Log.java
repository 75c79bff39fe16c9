package io.raftkv.raft.core;

import java.util.List;

/**
 * The log of one server as the rules see it (P 5.3): the terms of all entries, the entries themselves as far as they are
 * in memory, and how far it is committed. The disk has the rest.
 *
 * <p>Guards, whatever the rules above it do: {@code commitIndex} never falls and never passes the end, terms never fall
 * along the log, and a committed entry is never deleted.
 */
public final class Log {

    private final long cacheBytes;
    private final TermRuns terms;
    private final RecentEntries recent;
    private long lastIndex;
    private long commitIndex;
    private long uncommittedBytes;

    Log(PersistentState state, long cacheBytes) {
        this.cacheBytes = cacheBytes;
        this.terms = new TermRuns(state.termRuns());
        this.lastIndex = state.lastLogIndex();
        this.recent = new RecentEntries(lastIndex + 1);
        Invariants.check(
                state.committedIndex() <= lastIndex,
                () -> "entries up to " + state.committedIndex() + " are committed, but the log ends at " + lastIndex);
        this.commitIndex = state.committedIndex();
    }

    /** Index of the last entry, 0 when there is none. */
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

    /** The term of the entry at {@code index}, which is in the log; 0 for index 0. */
    public long termAt(long index) {
        Invariants.check(
                index <= lastIndex, () -> "asked for the term at " + index + " of a log that ends at " + lastIndex);
        return terms.termAt(index);
    }

    /** Index and term of the entry at {@code index}, which is in the log. */
    public LogPosition positionAt(long index) {
        return new LogPosition(index, termAt(index));
    }

    /** Whether the log contains an entry at this index with this term. */
    public boolean contains(LogPosition position) {
        return position.index() <= lastIndex && termAt(position.index()) == position.term();
    }

    /**
     * The highest position of this log that two logs may still have in common when they differ at {@code position}: no
     * higher in index, and no higher in term (P 5.3, end: skips a whole term a time).
     */
    public LogPosition lastAtMost(LogPosition position) {
        return terms.lastAtMost(Math.min(position.index(), lastIndex), position.term());
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

    /** Appends an entry after the last one. */
    void append(LogEntry entry, Effects effects) {
        Invariants.check(
                entry.index() == lastIndex + 1, () -> "entry " + entry.position() + " cannot follow " + last());
        terms.append(entry.position());
        recent.append(entry);
        lastIndex = entry.index();
        uncommittedBytes += entry.sizeInBytes();
        effects.append(entry);
    }

    /**
     * Makes the log contain {@code entries}, which follow an entry that it contains (P Figure 2, AppendEntries 3. and 4.).
     * Entries that are there already stay, and so does what follows them: the request may be an old one, and later entries
     * may have been acknowledged since.
     */
    void reconcile(List<LogEntry> entries, Effects effects) {
        for (LogEntry entry : entries) {
            if (contains(entry.position())) {
                continue;
            }
            if (entry.index() <= lastIndex) {
                truncate(entry.index(), effects); // 3. conflicts: same index, other term
            }
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
}

package io.raftkv.raft.storage;

import io.raftkv.raft.core.LogPosition;
import java.util.ArrayList;
import java.util.List;

/** The terms of the whole log, as the first position of each run of entries of one term. */
final class TermRuns {
    private final ArrayList<LogPosition> runs = new ArrayList<>();

    /** Notes the entry that follows all others; its term is not lower than theirs. */
    void append(long index, long term) {
        if (term > lastTerm()) {
            runs.add(new LogPosition(index, term));
        }
    }

    /** Forgets the entry at {@code fromIndex} and all that follow it. */
    void truncate(long fromIndex) {
        while (!runs.isEmpty() && runs.getLast().index() >= fromIndex) {
            runs.removeLast();
        }
    }

    /** Term of the last entry, 0 when there is none. */
    long lastTerm() {
        return runs.isEmpty() ? 0 : runs.getLast().term();
    }

    /** A copy for {@link io.raftkv.raft.core.PersistentState}. */
    List<LogPosition> toList() {
        return List.copyOf(runs);
    }
}

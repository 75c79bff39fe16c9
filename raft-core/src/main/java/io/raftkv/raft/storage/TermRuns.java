package io.raftkv.raft.storage;

import io.raftkv.raft.core.LogPosition;
import java.util.ArrayList;
import java.util.List;

/** The terms of the whole log, as the first position of each run of entries of one term. */
final class TermRuns {
    private final ArrayList<LogPosition> runs = new ArrayList<>();

    /** The position that the first entry follows. */
    private LogPosition start = LogPosition.ORIGIN;

    /** Notes the entry that follows all others; its term is not lower than theirs. */
    void append(long index, long term) {
        if (runs.isEmpty() || term > lastTerm()) {
            runs.add(new LogPosition(index, term));
        }
    }

    /** Forgets the entry at {@code fromIndex} and all that follow it. */
    void truncate(long fromIndex) {
        while (!runs.isEmpty() && runs.getLast().index() >= fromIndex) {
            runs.removeLast();
        }
    }

    /** Forgets what is at or before {@code position}, where the log, which ends at {@code lastIndex}, has an entry. */
    void beginBehind(LogPosition position, long lastIndex) {
        long first = position.index() + 1;
        while (!runs.isEmpty() && lastIndexOfFirstRun(lastIndex) < first) {
            runs.removeFirst();
        }
        if (!runs.isEmpty() && runs.getFirst().index() < first) {
            runs.set(0, new LogPosition(first, runs.getFirst().term()));
        }
        start = position;
    }

    /** Forgets all; what follows will follow {@code position}. */
    void reset(LogPosition position) {
        runs.clear();
        start = position;
    }

    /** Term of the last entry, or of the position that the first one will follow; 0 for a log that has never had one. */
    long lastTerm() {
        return runs.isEmpty() ? start.term() : runs.getLast().term();
    }

    /** Term of the entry at {@code index}, which the log has or begins behind. */
    long termAt(long index) {
        int run = runs.size() - 1;
        while (run >= 0 && runs.get(run).index() > index) {
            run--;
        }
        return run < 0 ? start.term() : runs.get(run).term();
    }

    /** A copy for {@link io.raftkv.raft.core.PersistentState}. */
    List<LogPosition> toList() {
        return List.copyOf(runs);
    }

    private long lastIndexOfFirstRun(long lastIndex) {
        return runs.size() > 1 ? runs.get(1).index() - 1 : lastIndex;
    }
}

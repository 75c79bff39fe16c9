package io.raftkv.raft.core;

import java.util.ArrayList;
import java.util.List;

/**
 * The terms of a whole log, as runs of entries of one term. Terms only grow along a log, and elections are rare, so this
 * stays short however long the log is, and no rule about terms ever needs the disk.
 */
final class TermRuns {

    /** The first entry of each run, ascending in index and in term. */
    private final List<LogPosition> runs;

    TermRuns(List<LogPosition> runs) {
        this.runs = new ArrayList<>(runs);
    }

    /** The term of the entry at {@code index}, which must be in the log; 0 before the first entry. */
    long termAt(long index) {
        int run = runAt(index);
        return run < 0 ? 0 : runs.get(run).term();
    }

    void append(LogPosition entry) {
        long lastTerm = runs.isEmpty() ? 0 : runs.getLast().term();
        if (entry.term() != lastTerm) {
            Invariants.check(
                    entry.term() > lastTerm,
                    () -> "terms must not fall along the log, but " + entry + " follows term " + lastTerm);
            runs.add(entry);
        }
    }

    /** Forgets the entry at {@code fromIndex} and all that follow it. */
    void truncate(long fromIndex) {
        while (!runs.isEmpty() && runs.getLast().index() >= fromIndex) {
            runs.removeLast();
        }
    }

    /** The highest position whose index is at most {@code index} and whose term is at most {@code term}. */
    LogPosition lastAtMost(long index, long term) {
        int run = runAt(index);
        long at = index;
        while (run >= 0 && runs.get(run).term() > term) {
            at = runs.get(run).index() - 1;
            run--;
        }
        return run < 0 ? LogPosition.ORIGIN : new LogPosition(at, runs.get(run).term());
    }

    /** The run that holds the entry at {@code index}: looked for from the end, where nearly all questions are. */
    private int runAt(long index) {
        int run = runs.size() - 1;
        while (run >= 0 && runs.get(run).index() > index) {
            run--;
        }
        return run;
    }

    List<LogPosition> asList() {
        return List.copyOf(runs);
    }
}

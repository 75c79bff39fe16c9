package io.raftkv.raft.core;

import java.util.ArrayList;
import java.util.List;

/**
 * The terms of a whole log, as runs of entries of one term. Terms only grow along a log, and elections are rare, so this
 * stays short however long the log is, and no rule about terms ever needs the disk.
 */
final class TermRuns {

    /** Where the log begins: the position before its first entry. */
    private LogPosition start;

    /** The first entry of each run behind {@code start}, ascending in index and in term. */
    private final List<LogPosition> runs;

    TermRuns(LogPosition start, List<LogPosition> runs) {
        this.start = start;
        this.runs = new ArrayList<>(runs);
    }

    /** The term of the entry at {@code index}, which must be in the log or where it begins. */
    long termAt(long index) {
        int run = runAt(index);
        return run < 0 ? start.term() : runs.get(run).term();
    }

    void append(LogPosition entry) {
        long lastTerm = runs.isEmpty() ? start.term() : runs.getLast().term();
        if (entry.term() != lastTerm || runs.isEmpty()) {
            Invariants.check(
                    entry.term() >= lastTerm,
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

    /** Forgets the entries up to {@code newStart}, which is in the log; {@code lastIndex} is the last entry's. */
    void compact(LogPosition newStart, long lastIndex) {
        start = newStart;
        while (!runs.isEmpty() && lastIndexOfFirstRun(lastIndex) <= newStart.index()) {
            runs.removeFirst();
        }
        if (!runs.isEmpty() && runs.getFirst().index() <= newStart.index()) {
            runs.set(0, new LogPosition(newStart.index() + 1, runs.getFirst().term()));
        }
    }

    private long lastIndexOfFirstRun(long lastIndex) {
        return runs.size() > 1 ? runs.get(1).index() - 1 : lastIndex;
    }

    /**
     * The highest position whose index is at most {@code index} and whose term is at most {@code term}, or where the log
     * begins if there is none behind that.
     */
    LogPosition lastAtMost(long index, long term) {
        int run = runAt(index);
        long at = index;
        while (run >= 0 && runs.get(run).term() > term) {
            at = runs.get(run).index() - 1;
            run--;
        }
        return run < 0 ? start : new LogPosition(at, runs.get(run).term());
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

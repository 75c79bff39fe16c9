package io.raftkv.raft.core;

import java.util.ArrayList;
import java.util.List;

/** What a server has on its disk, as {@link Effects.Write}s leave it: the plainest model of it that there is. */
final class ModelDisk {

    private long currentTerm;
    private long votedFor;
    private SnapshotMetadata snapshot = SnapshotMetadata.NONE;
    private List<LogEntry> log = new ArrayList<>();

    /** Carries one write out; a write that does not fit what is there is refused. */
    void write(Effects.Write write) {
        switch (write) {
            case Effects.Write.TermAndVote(long newTerm, long newVote) -> {
                require(newTerm >= currentTerm, write);
                require(newTerm > currentTerm || votedFor == 0 || votedFor == newVote, write);
                currentTerm = newTerm;
                votedFor = newVote;
            }
            case Effects.Write.Truncate(long fromIndex) -> {
                require(fromIndex > startIndex() && fromIndex <= lastIndex(), write);
                log.removeIf(entry -> entry.index() >= fromIndex);
            }
            case Effects.Write.Append(var entries) -> {
                for (LogEntry entry : entries) {
                    require(entry.index() == lastIndex() + 1, write);
                    log.add(entry);
                }
            }
            case Effects.Write.Compact(var newSnapshot) -> {
                long index = newSnapshot.lastIncluded().index();
                require(index > startIndex() && index <= lastIndex(), write);
                require(position(index).equals(newSnapshot.lastIncluded()), write);
                log.removeIf(entry -> entry.index() <= index);
                snapshot = newSnapshot;
            }
            case Effects.Write.Reset(var newSnapshot) -> {
                log.clear();
                snapshot = newSnapshot;
            }
        }
    }

    private void require(boolean holds, Effects.Write write) {
        if (!holds) {
            throw new AssertionError(write + " does not fit a log from " + (startIndex() + 1) + " to " + lastIndex()
                    + ", term " + currentTerm + ", vote " + votedFor);
        }
    }

    /** What a server finds here that starts, its state machine holding everything up to {@code appliedIndex}. */
    PersistentState state(long appliedIndex) {
        var termRuns = new ArrayList<LogPosition>();
        var configurations = new ArrayList<ConfigurationEntry>();
        for (LogEntry entry : log) {
            if (termRuns.isEmpty() || termRuns.getLast().term() != entry.term()) {
                termRuns.add(entry.position());
            }
            if (entry.type() == EntryType.CONFIGURATION) {
                configurations.add(new ConfigurationEntry(entry.index(), Configuration.decode(entry.payload())));
            }
        }
        return new PersistentState(
                currentTerm, votedFor, snapshot, termRuns, lastIndex(), configurations, appliedIndex);
    }

    ModelDisk copy() {
        var copy = new ModelDisk();
        copy.currentTerm = currentTerm;
        copy.votedFor = votedFor;
        copy.snapshot = snapshot;
        copy.log = new ArrayList<>(log);
        return copy;
    }

    SnapshotMetadata snapshot() {
        return snapshot;
    }

    long startIndex() {
        return snapshot.lastIncluded().index();
    }

    long lastIndex() {
        return startIndex() + log.size();
    }

    /** All entries that are there, ascending. */
    List<LogEntry> log() {
        return log;
    }

    LogEntry entry(long index) {
        return log.get((int) (index - startIndex() - 1));
    }

    LogPosition position(long index) {
        return index == startIndex() ? snapshot.lastIncluded() : entry(index).position();
    }

    /** Index of the last command at or before {@code index}; where the log begins when there is none behind that. */
    long lastCommandIndex(long index) {
        for (long i = index; i > startIndex(); i--) {
            if (entry(i).type() == EntryType.COMMAND) {
                return i;
            }
        }
        return startIndex();
    }

    /** The entries that a leader asks for: at least one, unless they are gone, and otherwise no more than it wants. */
    List<LogEntry> entries(Effects.ReadEntries request) {
        var entries = new ArrayList<LogEntry>();
        long bytes = 0;
        long last = Math.min(request.lastIndex(), lastIndex());
        for (long index = request.fromIndex(); index > startIndex() && index <= last; index++) {
            bytes += entry(index).sizeInBytes();
            if (bytes > request.maxBytes() && !entries.isEmpty()) {
                break;
            }
            entries.add(entry(index));
        }
        return entries;
    }
}

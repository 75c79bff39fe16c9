package io.raftkv.raft.storage;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.ConfigurationEntry;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.SnapshotMetadata;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What must be known of the log without reading it: where it begins and ends, the terms of its entries, and the
 * configurations among them. The three change together, so none of them survives an entry that it speaks of (known bug
 * config-survives-truncation).
 *
 * <p>Used by one thread.
 */
final class LogSummary {
    private final TermRuns termRuns = new TermRuns();
    private final ArrayList<ConfigurationEntry> configurations = new ArrayList<>();
    private SnapshotMetadata snapshot = SnapshotMetadata.NONE;
    private long lastIndex;

    /** Notes that the entry which follows all others has this term. */
    void append(long term) {
        lastIndex++;
        termRuns.append(lastIndex, term);
    }

    /**
     * Notes that the last entry is a configuration.
     *
     * @throws IllegalArgumentException when the payload is none, or is of a later format
     */
    void noteConfiguration(ByteBuffer payload) {
        configurations.add(new ConfigurationEntry(lastIndex, Configuration.decode(payload)));
    }

    /** Forgets the entry at {@code fromIndex} and all that follow it. */
    void truncate(long fromIndex) {
        lastIndex = Math.min(lastIndex, fromIndex - 1);
        termRuns.truncate(fromIndex);
        while (!configurations.isEmpty() && configurations.getLast().index() >= fromIndex) {
            configurations.removeLast();
        }
    }

    /** Forgets the entries up to the snapshot's, of which the last one is there. */
    void compact(SnapshotMetadata newSnapshot) {
        snapshot = newSnapshot;
        termRuns.beginBehind(snapshot.lastIncluded(), lastIndex);
        configurations.removeIf(
                entry -> entry.index() <= snapshot.lastIncluded().index());
    }

    /** Forgets all entries; the next one will follow the snapshot. */
    void reset(SnapshotMetadata newSnapshot) {
        snapshot = newSnapshot;
        lastIndex = snapshot.lastIncluded().index();
        termRuns.reset(snapshot.lastIncluded());
        configurations.clear();
    }

    /** What the log begins behind. */
    SnapshotMetadata snapshot() {
        return snapshot;
    }

    /** Index of the last entry; that of the snapshot when there is none behind it. */
    long lastIndex() {
        return lastIndex;
    }

    /** Term of the last entry; that of the snapshot when there is none behind it. */
    long lastTerm() {
        return termRuns.lastTerm();
    }

    /** Term of the entry at {@code index}, which is the snapshot's or behind it. */
    long termAt(long index) {
        return termRuns.termAt(index);
    }

    /** As {@link io.raftkv.raft.core.PersistentState#termRuns()}. */
    List<LogPosition> termRuns() {
        return termRuns.toList();
    }

    /** As {@link io.raftkv.raft.core.PersistentState#configurations()}. */
    List<ConfigurationEntry> configurations() {
        return List.copyOf(configurations);
    }
}

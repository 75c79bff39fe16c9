package io.raftkv.raft.storage;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.ConfigurationEntry;
import io.raftkv.raft.core.Effects.Write;
import io.raftkv.raft.core.EntryType;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.PersistentState;
import io.raftkv.raft.core.SnapshotMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a server has told its storage to keep: a list, where it begins, a term and a vote. */
final class StorageModel {
    final List<LogEntry> log = new ArrayList<>();
    SnapshotMetadata snapshot = SnapshotMetadata.NONE;
    long term;
    long votedFor;

    StorageModel after(List<Write> writes) {
        var model = new StorageModel();
        model.log.addAll(log);
        model.snapshot = snapshot;
        model.term = term;
        model.votedFor = votedFor;
        writes.forEach(model::apply);
        return model;
    }

    void apply(Write write) {
        switch (write) {
            case Write.TermAndVote(long newTerm, long newVote) -> {
                term = newTerm;
                votedFor = newVote;
            }
            case Write.Truncate(long fromIndex) -> log.removeIf(entry -> entry.index() >= fromIndex);
            case Write.Append(var entries) -> log.addAll(entries);
            case Write.Compact(var newSnapshot) -> {
                snapshot = newSnapshot;
                log.removeIf(entry -> entry.index() <= startIndex());
            }
            case Write.Reset(var newSnapshot) -> {
                snapshot = newSnapshot;
                log.clear();
            }
        }
    }

    long startIndex() {
        return snapshot.lastIncluded().index();
    }

    long lastIndex() {
        return startIndex() + log.size();
    }

    List<LogEntry> read(long from, long last) {
        return from <= startIndex()
                ? List.of()
                : log.stream()
                        .filter(entry -> entry.index() >= from && entry.index() <= last)
                        .toList();
    }

    /** What recovery must say, worked out from the list. */
    PersistentState recovered() {
        var runs = new ArrayList<LogPosition>();
        var configurations = new ArrayList<ConfigurationEntry>();
        for (var entry : log) {
            if (runs.isEmpty() || runs.getLast().term() != entry.term()) {
                runs.add(entry.position());
            }
            if (entry.type() == EntryType.CONFIGURATION) {
                configurations.add(new ConfigurationEntry(entry.index(), Configuration.decode(entry.payload())));
            }
        }
        return new PersistentState(term, votedFor, snapshot, runs, lastIndex(), configurations, startIndex());
    }

    /** A write that a core could ask for. */
    Write random(Random random) {
        int choice = random.nextInt(13);
        if (term == 0 || choice == 0) {
            return new Write.TermAndVote(term + 1, random.nextInt(3));
        }
        if (choice == 1 && votedFor == 0) {
            return new Write.TermAndVote(term, 1 + random.nextInt(3));
        }
        if (choice <= 3 && !log.isEmpty()) {
            return new Write.Truncate(startIndex() + 1 + random.nextInt(log.size() + 1));
        }
        if (choice <= 5 && !log.isEmpty()) {
            var last = log.get(random.nextInt(log.size())).position();
            return new Write.Compact(new SnapshotMetadata(last, configuration(random)));
        }
        if (choice == 6) {
            var last = new LogPosition(startIndex() + 1 + random.nextInt(30), 1 + random.nextInt((int) term));
            return new Write.Reset(new SnapshotMetadata(last, configuration(random)));
        }
        var entries = new ArrayList<LogEntry>();
        for (int i = random.nextInt(12); i >= 0; i--) {
            entries.add(entry(lastIndex() + entries.size() + 1, random));
        }
        return new Write.Append(entries);
    }

    private LogEntry entry(long index, Random random) {
        if (random.nextInt(15) == 0) {
            return StoredServer.configurationEntry(index, term, configuration(random));
        }
        int size = random.nextInt(20) == 0 ? random.nextInt(9000) : random.nextInt(60);
        return StoredServer.entry(index, term, "x".repeat(size));
    }

    private static Configuration configuration(Random random) {
        return Configuration.of(1L, 2L + random.nextInt(9));
    }
}

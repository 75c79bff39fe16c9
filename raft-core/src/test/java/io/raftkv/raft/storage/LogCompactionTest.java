package io.raftkv.raft.storage;

import static io.raftkv.raft.storage.StoredServer.NO_LIMIT;
import static io.raftkv.raft.storage.StoredServer.all;
import static io.raftkv.raft.storage.StoredServer.configurationEntry;
import static io.raftkv.raft.storage.StoredServer.entries;
import static io.raftkv.raft.storage.StoredServer.entry;
import static io.raftkv.raft.storage.StoredServer.open;
import static io.raftkv.raft.storage.StoredServer.segments;
import static io.raftkv.raft.storage.StoredServer.snapshot;
import static io.raftkv.raft.storage.StoredServer.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.ConfigurationEntry;
import io.raftkv.raft.core.Effects.Write;
import io.raftkv.raft.core.Invariants.InvariantViolation;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.PersistentState;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot replaces the beginning of the log: those entries are forgotten, and all others stay. */
class LogCompactionTest {
    @TempDir
    Path directory;

    private Disk disk;

    @BeforeEach
    void storeFortyEntriesOfTwoTerms() {
        disk = new FaultyDisk(NioDisk.open(directory)).withoutForcing();
        try (var storage = open(disk)) {
            store(storage, entries(1, 20, 1));
            store(storage, entries(21, 40, 3));
        }
    }

    @Test
    void logBeginsBehindTheSnapshotAndRemembersItAcrossRestarts() throws Exception {
        for (long last = 1; last <= 40; last++) {
            try (var storage = open(disk)) {
                compact(storage, last);
                requireLogBehind(storage, last);
            }
            try (var storage = open(disk)) {
                requireLogBehind(storage, last);
            }
        }
        assertThat(segments(directory)).hasSize(2).first().isEqualTo("00000000000000000029.log");
    }

    private static void compact(RaftStorage storage, long lastIncludedIndex) {
        storage.write(List.of(new Write.Compact(snapshot(lastIncludedIndex, lastIncludedIndex <= 20 ? 1 : 3))));
        storage.sync();
    }

    private static void requireLogBehind(RaftStorage storage, long last) {
        var runs = last < 20
                ? List.of(new LogPosition(last + 1, 1), new LogPosition(21, 3))
                : last < 40 ? List.of(new LogPosition(last + 1, 3)) : List.<LogPosition>of();
        assertThat(storage.recovered(0))
                .isEqualTo(new PersistentState(3, 0, snapshot(last, last <= 20 ? 1 : 3), runs, 40, List.of(), last));
        assertThat(storage.firstIndex()).isEqualTo(last + 1);
        assertThat(storage.read(last + 1, 99, NO_LIMIT)).hasSize((int) (40 - last));
        assertThat(storage.read(last, 99, NO_LIMIT)).isEmpty();
    }

    @Test
    void logThatWasForgottenAsAWholeGoesOn() {
        try (var storage = open(disk)) {
            compact(storage, 40);
            store(storage, entries(41, 43, 3));
        }
        try (var storage = open(disk)) {
            assertThat(all(storage)).isEqualTo(entries(41, 43, 3));
            assertThat(storage.recovered(0).termRuns()).containsExactly(new LogPosition(41, 3));
        }
    }

    @Test
    void filesWithoutAnyOtherEntryAreDeletedOneWithEachSync() throws Exception {
        var names = segments(directory);
        assertThat(names)
                .containsExactly("00000000000000000001.log", "00000000000000000015.log", "00000000000000000029.log");
        try (var storage = open(disk)) {
            storage.write(List.of(new Write.Compact(snapshot(40, 3))));
            assertThat(segments(directory)).containsAll(names);
            storage.sync();
            assertThat(segments(directory)).doesNotContain(names.get(0)).contains(names.get(1), names.get(2));
            storage.sync();
            storage.sync();
            assertThat(segments(directory)).containsExactly(names.get(2), "snapshot");
        }
    }

    @Test
    void largeFileIsFreedInPieces() {
        var options = new StorageOptions(16 << 20, 4 << 20);
        var file = directory.resolve("large/log/00000000000000000001.log").toFile();
        var quick = new FaultyDisk(NioDisk.open(directory.resolve("large"))).withoutForcing();
        try (var storage = RaftStorage.open(quick, StoredServer.IDENTITY, options)) {
            store(storage, List.of(entry(1, 1, "x".repeat(14 << 20))));
            store(storage, List.of(entry(2, 1, "x".repeat(3 << 20))));
            long before = file.length();

            storage.write(List.of(new Write.Compact(snapshot(1, 1))));
            storage.sync();
            assertThat(file).hasSize(before - (4 << 20));
            store(storage, List.of(entry(3, 1, "x".repeat(3 << 20))));
            assertThat(file.length()).isLessThan(before - (10 << 20));
            storage.sync();
            storage.sync();
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void sizeOfTheLogIsKnown() {
        try (var storage = open(disk)) {
            var before = storage.logSize();
            assertThat(before.segments()).isEqualTo(3);
            assertThat(before.bytes()).isBetween(2000L, 3 * 1024L);

            compact(storage, 16);

            assertThat(storage.logSize().segments()).isEqualTo(2);
            assertThat(storage.logSize().bytes()).isBetween(1000L, before.bytes() - 900);
        }
    }

    @Test
    void crashAtAnyMomentLeavesTheLogBeforeOrAfterIt() throws Exception {
        boolean completed = false;
        for (int changes = 0; !completed; changes++) {
            var copy = directory.resolveSibling(directory.getFileName() + "-" + changes);
            StoredServer.copy(directory, copy);
            var failing = new FaultyDisk(NioDisk.open(copy)).withoutForcing();
            try (var storage = open(failing)) {
                failing.losePowerAfterChanges(changes);
                compact(storage, 38);
                storage.sync();
                completed = true;
            } catch (FaultyDisk.PowerFailure expected) {
                // The files are as they were left.
            }
            try (var storage = open(copy)) {
                long first = storage.firstIndex();
                assertThat(first).isIn(1L, 39L);
                assertThat(storage.recovered(0).lastLogIndex()).isEqualTo(40);
                assertThat(all(storage)).hasSize((int) (41 - first));
            }
            StoredServer.deleteAll(copy);
        }
    }

    @Test
    void entriesThatTheSnapshotReplacesAreDurableBeforeItIs() {
        try (var storage = open(disk)) {
            storage.write(List.of(new Write.Append(entries(41, 45, 3)), new Write.Compact(snapshot(44, 3))));
        }
        try (var storage = open(disk)) {
            assertThat(all(storage)).isEqualTo(entries(45, 45, 3));
        }
    }

    @Test
    void onlyWhatTheLogHasCanBeForgotten() {
        for (var impossible : List.of(snapshot(41, 3), snapshot(40, 2), snapshot(15, 1))) {
            try (var storage = open(disk)) {
                compact(storage, 16);

                assertThatThrownBy(() -> storage.write(List.of(new Write.Compact(impossible))))
                        .isInstanceOf(InvariantViolation.class)
                        .hasMessageContainingAll(
                                "index=16",
                                "index=40",
                                impossible.lastIncluded().toString());
            }
        }
    }

    @Test
    void truncationReachesDownToTheSnapshotButNotFurther() {
        try (var storage = open(disk)) {
            compact(storage, 32);
            storage.write(List.of(
                    new Write.TermAndVote(4, 0),
                    new Write.Truncate(33),
                    new Write.Append(List.of(entry(33, 4, "instead")))));
            storage.sync();
        }
        try (var storage = open(disk)) {
            assertThat(all(storage)).containsExactly(entry(33, 4, "instead"));
            assertThat(storage.recovered(0).termRuns()).containsExactly(new LogPosition(33, 4));

            assertThatThrownBy(() -> storage.write(List.of(new Write.Truncate(32))))
                    .isInstanceOf(InvariantViolation.class);
        }
    }

    @Test
    void configurationsGoWithTheirEntries() {
        var two = new ConfigurationEntry(41, Configuration.of(1L, 2L));
        var three = new ConfigurationEntry(43, Configuration.of(1L, 2L, 3L));
        try (var storage = open(disk)) {
            store(
                    storage,
                    List.of(
                            configurationEntry(41, 3, two.configuration()),
                            entry(42, 3, "x"),
                            configurationEntry(43, 3, three.configuration())));
            assertThat(storage.recovered(0).configurations()).containsExactly(two, three);
        }
        try (var storage = open(disk)) {
            assertThat(storage.recovered(0).configurations()).containsExactly(two, three);
            compact(storage, 41);
            assertThat(storage.recovered(0).configurations()).containsExactly(three);
        }
        try (var storage = open(disk)) {
            assertThat(storage.recovered(0).configurations()).containsExactly(three);
            storage.write(List.of(new Write.Truncate(43)));
            assertThat(storage.recovered(0).configurations()).isEmpty();
        }
        try (var storage = open(disk)) {
            assertThat(storage.recovered(0).configurations()).isEmpty();
        }
    }

    @Test
    void whatTheSnapshotReplacesIsKnownToBeCommitted() {
        try (var storage = open(disk)) {
            compact(storage, 30);

            assertThat(storage.recovered(12).committedIndex()).isEqualTo(30);
            assertThat(storage.recovered(35).committedIndex()).isEqualTo(35);
            assertThatThrownBy(() -> storage.recovered(41)).isInstanceOf(StorageException.class);
        }
    }
}

package io.raftkv.raft.storage;

import static io.raftkv.raft.storage.StoredServer.NO_LIMIT;
import static io.raftkv.raft.storage.StoredServer.all;
import static io.raftkv.raft.storage.StoredServer.entries;
import static io.raftkv.raft.storage.StoredServer.entry;
import static io.raftkv.raft.storage.StoredServer.open;
import static io.raftkv.raft.storage.StoredServer.segments;
import static io.raftkv.raft.storage.StoredServer.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.Effects.Write;
import io.raftkv.raft.core.EntryType;
import io.raftkv.raft.core.Invariants.InvariantViolation;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.PersistentState;
import io.raftkv.raft.core.SnapshotMetadata;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftStorageTest {
    @TempDir
    Path directory;

    @Test
    void serverThatHasNeverRunKnowsNothing() {
        try (var storage = open(directory)) {
            assertThat(storage.recovered(0)).isEqualTo(PersistentState.EMPTY);
            assertThat(all(storage)).isEmpty();
        }
    }

    @Test
    void whatWasSyncedIsThereAfterRestart() {
        var written = new ArrayList<>(entries(1, 5, 2));
        written.addAll(entries(6, 40, 7));
        try (var storage = open(directory)) {
            storage.write(List.of(
                    new Write.TermAndVote(2, 0),
                    new Write.Append(written.subList(0, 5)),
                    new Write.TermAndVote(9, 0x8e9e),
                    new Write.Append(written.subList(5, 40))));
            storage.sync();
        }
        try (var storage = open(directory)) {
            assertThat(storage.recovered(33))
                    .isEqualTo(new PersistentState(
                            9,
                            0x8e9e,
                            SnapshotMetadata.NONE,
                            List.of(new LogPosition(1, 2), new LogPosition(6, 7)),
                            40,
                            List.of(),
                            33));
            assertThat(all(storage)).isEqualTo(written);
        }
    }

    @Test
    void fileGrowsAheadOfSmallBatchesAndWithLargeOnes() {
        long step = StorageOptions.DEFAULTS.preallocationStepBytes();
        try (var storage = RaftStorage.open(NioDisk.open(directory), StoredServer.IDENTITY, StorageOptions.DEFAULTS)) {
            store(storage, entries(1, 1, 1));
            assertThat(storage.logSize().bytes()).isEqualTo(step);
            var large = ByteBuffer.allocate((int) step).asReadOnlyBuffer();
            store(storage, List.of(new LogEntry(2, 1, EntryType.COMMAND, 0, 0, large)));
            assertThat(storage.logSize().bytes()).isBetween(step + 1, step + step / 2);
        }
    }

    @Test
    void everyFieldOfAnEntryComesBack() {
        var written = List.of(
                StoredServer.configurationEntry(1, 4, Configuration.of(1L, 2L)),
                LogEntry.noOp(2, 5),
                new LogEntry(3, 5, EntryType.COMMAND, -1, Long.MIN_VALUE, ByteBuffer.allocate(0)));
        try (var storage = open(directory)) {
            store(storage, written);
            assertThat(all(storage)).isEqualTo(written);
        }
        try (var storage = open(directory)) {
            assertThat(all(storage)).isEqualTo(written);
        }
    }

    @Test
    void payloadsOfAnyKindAndSizeAreWrittenAlikeAndLeftUntouched() {
        var written = new ArrayList<LogEntry>();
        for (int size : new int[] {0, 1, 7, 4095, 4096, 5000, 70_000, 1_100_000, 6_000_000}) {
            for (var memory : List.of(ByteBuffer.allocate(size + 2), ByteBuffer.allocateDirect(size + 2))) {
                for (int i = 0; i < memory.capacity(); i++) {
                    memory.put(i, (byte) (i * 31));
                }
                var payload = memory.position(1).limit(size + 1).asReadOnlyBuffer();
                written.add(new LogEntry(written.size() + 1, 1, EntryType.COMMAND, 0, 0, payload));
            }
        }
        var options = new StorageOptions(8 << 20, 1 << 20);
        try (var storage = RaftStorage.open(NioDisk.open(directory), StoredServer.IDENTITY, options)) {
            store(storage, written);
            assertThat(written).allMatch(entry -> entry.payload().position() == 1);
            assertThat(all(storage)).isEqualTo(written);
        }
        try (var storage = RaftStorage.open(NioDisk.open(directory), StoredServer.IDENTITY, options)) {
            assertThat(all(storage)).isEqualTo(written);
        }
    }

    @Test
    void batchIsOneGatheredWriteAndOneForce() {
        var disk = new FaultyDisk(NioDisk.open(directory));
        try (var storage = RaftStorage.open(disk, StoredServer.IDENTITY, StorageOptions.DEFAULTS)) {
            storage.write(List.of(new Write.TermAndVote(1, 0)));
            int writesBefore = disk.gatheredWrites();
            int forcesBefore = disk.forces();

            storage.write(List.of(new Write.Append(entries(1, 700, 1))));
            storage.write(List.of(new Write.Append(entries(701, 5000, 1))));
            storage.sync();
            storage.sync();

            assertThat(disk.gatheredWrites() - writesBefore).isEqualTo(1);
            assertThat(disk.forces() - forcesBefore).isEqualTo(1);
        }
    }

    @Test
    void readingGivesAtLeastOneEntryAndStopsAtTheLimits() {
        try (var storage = open(directory)) {
            store(storage, entries(1, 40, 1));

            assertThat(storage.read(17, 30, 0)).isEqualTo(entries(17, 17, 1));
            assertThat(storage.read(17, 30, NO_LIMIT)).isEqualTo(entries(17, 30, 1));
            assertThat(storage.read(35, 99, NO_LIMIT)).isEqualTo(entries(35, 40, 1));
            assertThat(storage.read(41, 99, NO_LIMIT)).isEmpty();
            long threeEntries =
                    entries(17, 19, 1).stream().mapToLong(LogEntry::sizeInBytes).sum();
            assertThat(storage.read(17, 30, threeEntries)).isEqualTo(entries(17, 19, 1));
            assertThat(storage.read(17, 30, threeEntries - 1)).isEqualTo(entries(17, 18, 1));
        }
    }

    @Test
    void entriesAreReadBackBeforeTheyAreSynced() {
        try (var storage = open(directory)) {
            storage.write(List.of(new Write.TermAndVote(1, 0), new Write.Append(entries(1, 25, 1))));

            assertThat(all(storage)).isEqualTo(entries(1, 25, 1));
        }
    }

    @Test
    void truncationDeletesTheEntryAndAllThatFollowIt() throws Exception {
        for (long fromIndex = 40; fromIndex >= 1; fromIndex--) {
            StoredServer.deleteAll(directory);
            try (var storage = open(directory)) {
                store(storage, entries(1, 40, 1));
                storage.write(List.of(
                        new Write.TermAndVote(2, 0),
                        new Write.Truncate(fromIndex),
                        new Write.Append(entries(fromIndex, fromIndex + 20, 2))));
                storage.sync();
            }
            var expected = new ArrayList<>(entries(1, fromIndex - 1, 1));
            expected.addAll(entries(fromIndex, fromIndex + 20, 2));
            try (var storage = open(directory)) {
                assertThat(all(storage)).isEqualTo(expected);
                assertThat(storage.recovered(0).termRuns().getLast()).isEqualTo(new LogPosition(fromIndex, 2));
            }
        }
    }

    @Test
    void truncationReachesEntriesThatAreNotYetOnDisk() {
        try (var storage = open(directory)) {
            store(storage, entries(1, 5, 1));
            storage.write(List.of(
                    new Write.Append(entries(6, 30, 1)),
                    new Write.Truncate(8),
                    new Write.Append(List.of(entry(8, 1, "instead")))));
            storage.sync();

            assertThat(storage.read(7, 99, NO_LIMIT))
                    .containsExactly(entries(7, 7, 1).getFirst(), entry(8, 1, "instead"));
        }
    }

    @Test
    void truncationBehindTheEndChangesNothing() {
        try (var storage = open(directory)) {
            store(storage, entries(1, 5, 1));
            storage.write(List.of(new Write.Truncate(6)));

            assertThat(all(storage)).isEqualTo(entries(1, 5, 1));
        }
    }

    @Test
    void segmentsAreNamedAfterTheirFirstIndexAndNotLargerThanAllowed() throws Exception {
        try (var storage = open(directory)) {
            store(storage, entries(1, 40, 1));
            storage.write(List.of(
                    new Write.Append(List.of(entry(41, 1, "large".repeat(1000)), entry(42, 1, "small")))));
            storage.sync();
        }
        assertThat(segments(directory))
                .startsWith("00000000000000000001.log")
                .contains("00000000000000000041.log", "00000000000000000042.log");
        for (var name : segments(directory)) {
            var size = directory.resolve("log").resolve(name).toFile().length();
            assertThat(size).isLessThanOrEqualTo(name.contains("41") ? 5200 : 1024);
        }
        try (var storage = open(directory)) {
            assertThat(storage.read(40, 99, NO_LIMIT)).hasSize(3);
        }
    }

    @Test
    void stateMachineAheadOfTheLogIsRefused() {
        try (var storage = open(directory)) {
            store(storage, entries(1, 5, 1));

            assertThatThrownBy(() -> storage.recovered(6))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContainingAll(directory.toString(), "ends at entry 5", "applied entries up to 6");
        }
    }

    @Test
    void gapInTheLogIsRefused() {
        try (var storage = open(directory)) {
            store(storage, entries(1, 5, 1));

            assertThatThrownBy(() -> storage.write(List.of(new Write.Append(entries(7, 7, 1)))))
                    .isInstanceOf(InvariantViolation.class);
        }
    }

    @Test
    void entryOfATermThatIsNotOnDiskIsRefused() {
        try (var storage = open(directory)) {
            storage.write(List.of(new Write.TermAndVote(3, 0)));

            assertThatThrownBy(() -> storage.write(List.of(new Write.Append(entries(1, 1, 4)))))
                    .isInstanceOf(InvariantViolation.class)
                    .hasMessageContaining("term 3");
        }
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new StorageOptions(255, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("segmentBytes", "255");
        assertThatThrownBy(() -> new StorageOptions(1 << 20, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("preallocationStepBytes");
        for (long reserve : new long[] {-1, (1L << 40) + 1}) {
            assertThatThrownBy(() -> new StorageOptions(1 << 20, 1, reserve))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("reserveBytes", "0 and 1099511627776", Long.toString(reserve));
        }
    }
}

package io.raftkv.raft.storage;

import static io.raftkv.raft.storage.StoredServer.NO_LIMIT;
import static io.raftkv.raft.storage.StoredServer.all;
import static io.raftkv.raft.storage.StoredServer.configurationEntry;
import static io.raftkv.raft.storage.StoredServer.entries;
import static io.raftkv.raft.storage.StoredServer.open;
import static io.raftkv.raft.storage.StoredServer.segment;
import static io.raftkv.raft.storage.StoredServer.segments;
import static io.raftkv.raft.storage.StoredServer.snapshot;
import static io.raftkv.raft.storage.StoredServer.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.Effects.Write;
import io.raftkv.raft.core.Invariants.InvariantViolation;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.PersistentState;
import io.raftkv.raft.core.SnapshotMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot from the leader replaces the whole log: old log or new log, never a mixture. */
class LogResetTest {
    private static final PersistentState OLD =
            new PersistentState(5, 0, SnapshotMetadata.NONE, List.of(new LogPosition(1, 2)), 40, List.of(), 0);

    @TempDir
    Path directory;

    private Disk disk;

    /** Segments begin at 1, 15 and 29. */
    @BeforeEach
    void storeFortyEntries() {
        disk = quickDisk(directory);
        try (var storage = open(disk)) {
            store(storage, entries(1, 40, 2));
            storage.write(List.of(new Write.TermAndVote(5, 0)));
        }
    }

    @Test
    void logIsEmptyAndBeginsBehindTheSnapshot() throws Exception {
        for (long last : new long[] {7, 14, 28, 40, 1000}) {
            try (var storage = open(disk)) {
                storage.write(List.of(new Write.Reset(snapshot(last, 4))));
                storage.sync();
                requireEmptyBehind(storage, last);
            }
            assertThat(segments(directory)).containsExactly("%020d.log".formatted(last + 1), "snapshot");
            try (var storage = open(disk)) {
                requireEmptyBehind(storage, last);
                store(storage, entries(last + 1, last + 30, 4));
            }
            try (var storage = open(disk)) {
                assertThat(all(storage)).isEqualTo(entries(last + 1, last + 30, 4));
                assertThat(storage.recovered(last).termRuns()).containsExactly(new LogPosition(last + 1, 4));
            }
        }
    }

    private static void requireEmptyBehind(RaftStorage storage, long last) {
        assertThat(storage.recovered(0))
                .isEqualTo(new PersistentState(5, 0, snapshot(last, 4), List.of(), last, List.of(), last));
        assertThat(storage.firstIndex()).isEqualTo(last + 1);
        assertThat(storage.read(1, 5000, NO_LIMIT)).isEmpty();
        assertThat(storage.read(last + 1, 5000, NO_LIMIT)).isEmpty();
    }

    @Test
    void whatWaitedToBeWrittenGoesWithTheOldLog() {
        try (var storage = open(disk)) {
            storage.write(List.of(
                    new Write.Append(List.of(configurationEntry(41, 5, Configuration.of(1L, 2L)))),
                    new Write.Reset(snapshot(40, 4)),
                    new Write.Append(entries(41, 42, 5))));
            storage.sync();
        }
        try (var storage = open(disk)) {
            assertThat(all(storage)).isEqualTo(entries(41, 42, 5));
            assertThat(storage.recovered(0).configurations()).isEmpty();
        }
    }

    @Test
    void crashAtAnyMomentLeavesTheOldLogOrTheNewOne() throws Exception {
        boolean completed = false;
        for (int changes = 0; !completed; changes++) {
            var copy = directory.resolveSibling(directory.getFileName() + "-" + changes);
            StoredServer.copy(directory, copy);
            var failing = quickDisk(copy);
            try (var storage = open(failing)) {
                failing.losePowerAfterChanges(changes);
                storage.write(List.of(new Write.Reset(snapshot(28, 4))));
                completed = true;
            } catch (FaultyDisk.PowerFailure expected) {
                // The files are as they were left.
            }
            requireOldOrNew(copy);
            StoredServer.deleteAll(copy);
        }
    }

    @Test
    void crashAtAnyByteLeavesTheOldLogOrTheNewOne() throws Exception {
        boolean completed = false;
        for (int bytes = 1; !completed; bytes++) {
            var copy = directory.resolveSibling(directory.getFileName() + "-" + bytes);
            StoredServer.copy(directory, copy);
            var failing = quickDisk(copy);
            try (var storage = open(failing)) {
                failing.losePowerAfterBytes(bytes);
                storage.write(List.of(new Write.Reset(snapshot(28, 4))));
                completed = true;
            } catch (FaultyDisk.PowerFailure expected) {
                // The files are as they were left.
            }
            requireOldOrNew(copy);
            StoredServer.deleteAll(copy);
        }
    }

    /** Deletions that were not forced may be undone by a power failure, any of them. */
    @Test
    void anyFilesOfTheOldLogMayBeThereWhileTheResetIsUnderWay() throws Exception {
        new LogStart(LogStart.Stage.RESETTING, snapshot(28, 4)).write(disk, StoredServer.IDENTITY);
        long[] firstIndexes = {1, 15, 29};
        for (int subset = 0; subset < 8; subset++) {
            var copy = directory.resolveSibling(directory.getFileName() + "-" + subset);
            StoredServer.copy(directory, copy);
            for (int i = 0; i < 3; i++) {
                if ((subset >> i & 1) == 0) {
                    Files.delete(segment(copy, firstIndexes[i]));
                }
            }
            try (var storage = open(quickDisk(copy))) {
                requireEmptyBehind(storage, 28);
            }
            assertThat(segments(copy)).containsExactly("00000000000000000029.log", "snapshot");
            StoredServer.deleteAll(copy);
        }
    }

    @Test
    void crashWhileRecoveryFinishesAResetIsFinishedByTheNextRecovery() throws Exception {
        new LogStart(LogStart.Stage.RESETTING, snapshot(28, 4)).write(disk, StoredServer.IDENTITY);
        boolean completed = false;
        for (int changes = 0; !completed; changes++) {
            var copy = directory.resolveSibling(directory.getFileName() + "-" + changes);
            StoredServer.copy(directory, copy);
            var failing = quickDisk(copy);
            failing.losePowerAfterChanges(changes);
            try (var storage = open(failing)) {
                completed = true;
                requireEmptyBehind(storage, 28);
            } catch (FaultyDisk.PowerFailure expected) {
                // The files are as they were left.
            }
            try (var storage = open(quickDisk(copy))) {
                requireEmptyBehind(storage, 28);
            }
            StoredServer.deleteAll(copy);
        }
    }

    private static FaultyDisk quickDisk(Path directory) {
        return new FaultyDisk(NioDisk.open(directory)).withoutForcing();
    }

    private static void requireOldOrNew(Path directory) throws IOException {
        try (var storage = open(quickDisk(directory))) {
            if (storage.firstIndex() == 1) {
                assertThat(storage.recovered(0)).isEqualTo(OLD);
                assertThat(all(storage)).isEqualTo(entries(1, 40, 2));
            } else {
                requireEmptyBehind(storage, 28);
                assertThat(segments(directory)).containsExactly("00000000000000000029.log", "snapshot");
            }
        }
    }

    @Test
    void logNeverBeginsEarlierThanBefore() {
        try (var storage = open(disk)) {
            storage.write(List.of(new Write.Compact(snapshot(20, 2))));

            assertThatThrownBy(() -> storage.write(List.of(new Write.Reset(snapshot(19, 2)))))
                    .isInstanceOf(InvariantViolation.class);
        }
    }

    @Test
    void snapshotOfATermThatIsNotOnDiskIsRefused() {
        try (var storage = open(disk)) {
            assertThatThrownBy(() -> storage.write(List.of(new Write.Reset(snapshot(50, 6)))))
                    .isInstanceOf(InvariantViolation.class)
                    .hasMessageContaining("term 5");
        }
    }

    @Test
    void entryBehindTheSnapshotIsNotOfAnEarlierTerm() {
        try (var storage = open(disk)) {
            storage.write(List.of(new Write.Reset(snapshot(50, 4))));
            var tooOld = new ArrayList<>(entries(51, 51, 3));

            assertThatThrownBy(() -> storage.write(List.of(new Write.Append(tooOld))))
                    .isInstanceOf(InvariantViolation.class);
        }
    }
}

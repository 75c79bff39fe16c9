package io.raftkv.raft.storage;

import static io.raftkv.raft.storage.StoredServer.all;
import static io.raftkv.raft.storage.StoredServer.entries;
import static io.raftkv.raft.storage.StoredServer.entry;
import static io.raftkv.raft.storage.StoredServer.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.core.Effects.Write;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full disk is noticed before anything is written to it, while there is still room for what must go on. */
class FullDiskTest {
    private static final long MIB = 1 << 20;
    private static final long SECOND = 1_000_000_000;

    /** Grows by 1 MiB at a time and keeps 10 MiB in reserve. */
    private static final StorageOptions OPTIONS = new StorageOptions(64 * MIB, MIB, 10 * MIB);

    @TempDir
    Path directory;

    private FaultyDisk disk;

    @BeforeEach
    void create() {
        disk = new FaultyDisk(NioDisk.open(directory)).withoutForcing();
    }

    private RaftStorage open() {
        return RaftStorage.open(disk, StoredServer.IDENTITY, OPTIONS);
    }

    @Test
    void thereIsRoomForWhatDoesNotTouchTheReserve() {
        try (var storage = open()) {
            disk.setUsableBytes(20 * MIB);
            storage.freeSpace().measure(-5);

            assertThat(storage.freeSpace().hasRoomFor(9 * MIB)).isTrue();
            assertThat(storage.freeSpace().hasRoomFor(9 * MIB + 1)).isFalse();
        }
    }

    @Test
    void operatorIsToldHowMuchIsLeftAndWhatToDo() {
        try (var storage = open()) {
            disk.setUsableBytes(7 * MIB);
            storage.freeSpace().measure(0);

            assertThat(storage.freeSpace().describe())
                    .isEqualTo(
                            "the disk of data directory " + directory + " has 7 MiB left, of which 10 MiB are kept in"
                                    + " reserve: delete what is not needed there, or enlarge it");
        }
    }

    @Test
    void whatTheLogGrowsByIsSubtractedUntilTheDiskIsAskedAgain() {
        try (var storage = open()) {
            disk.setUsableBytes(16 * MIB);
            storage.freeSpace().measure(0);
            store(storage, List.of(entry(1, 1, "x".repeat((int) (3 * MIB)))));

            assertThat(storage.freeSpace().hasRoomFor(MIB)).isTrue();
            assertThat(storage.freeSpace().hasRoomFor(2 * MIB)).isFalse();
        }
    }

    @Test
    void diskIsAskedOnceASecondOrWhenTheLogHasGrownMuch() {
        try (var storage = open()) {
            disk.setUsableBytes(1000 * MIB);
            for (long now = -SECOND / 2; now < SECOND / 2; now += SECOND / 100) {
                storage.freeSpace().measure(now);
                assertThat(storage.freeSpace().hasRoomFor(MIB)).isTrue();
            }
            assertThat(disk.questionsForSpace()).isEqualTo(1);
            storage.freeSpace().measure(SECOND / 2);
            assertThat(disk.questionsForSpace()).isEqualTo(2);

            store(storage, List.of(entry(1, 1, "x".repeat((int) (9 * MIB)))));
            storage.freeSpace().measure(SECOND / 2 + 1);
            storage.freeSpace().measure(SECOND / 2 + 2);
            assertThat(disk.questionsForSpace()).isEqualTo(3);
        }
    }

    @Test
    void roomThatWasMadeIsNoticedByTheNextMeasurement() {
        try (var storage = open()) {
            disk.setUsableBytes(5 * MIB);
            storage.freeSpace().measure(0);
            assertThat(storage.freeSpace().hasRoomFor(1)).isFalse();

            disk.setUsableBytes(50 * MIB);
            storage.freeSpace().measure(1);
            assertThat(storage.freeSpace().hasRoomFor(MIB)).isTrue();
        }
    }

    @Test
    void votesAndTruncationsGoOn() {
        try (var storage = open()) {
            store(storage, entries(1, 9, 1));
            disk.setUsableBytes(0);
            storage.freeSpace().measure(0);
            assertThat(storage.freeSpace().hasRoomFor(0)).isFalse();

            storage.write(List.of(new Write.TermAndVote(2, 7), new Write.Truncate(8)));
            storage.sync();

            assertThat(storage.recovered(0).votedFor()).isEqualTo(7);
            assertThat(all(storage)).isEqualTo(entries(1, 7, 1));
        }
    }

    @Test
    void diskThatIsReallyFullStopsTheServer() {
        try (var storage = open()) {
            store(storage, entries(1, 9, 1));
            disk.beFull();
            storage.write(List.of(new Write.Append(entries(10, 12, 1))));

            assertThatThrownBy(storage::sync)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContainingAll(directory.toString(), "No space left on device", "make room");
            assertThatThrownBy(() -> storage.write(List.of())).isInstanceOf(StorageException.class);
        }
    }
}

package io.raftkv.raft.storage;

import static io.raftkv.raft.storage.StoredServer.REBUILD;
import static io.raftkv.raft.storage.StoredServer.all;
import static io.raftkv.raft.storage.StoredServer.entries;
import static io.raftkv.raft.storage.StoredServer.flipBit;
import static io.raftkv.raft.storage.StoredServer.open;
import static io.raftkv.raft.storage.StoredServer.segment;
import static io.raftkv.raft.storage.StoredServer.snapshot;
import static io.raftkv.raft.storage.StoredServer.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.core.Effects.Write;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshot and log must meet: a server whose log begins behind the snapshot's end must not run (known bug log-snapshot-gap). */
class LogGapTest {
    @TempDir
    Path directory;

    private Disk disk;
    private List<byte[]> forgottenFiles;

    /** Segments begin at 1, 15, 29 and 43; the snapshot ends at 33, and the first two are deleted. */
    @BeforeEach
    void compact() throws Exception {
        disk = new FaultyDisk(NioDisk.open(directory)).withoutForcing();
        try (var storage = open(disk)) {
            store(storage, entries(1, 50, 1));
            forgottenFiles =
                    List.of(Files.readAllBytes(segment(directory, 1)), Files.readAllBytes(segment(directory, 15)));
            storage.write(List.of(new Write.Compact(snapshot(33, 1))));
            storage.sync();
            storage.sync();
        }
        assertThat(StoredServer.segments(directory))
                .containsExactly("00000000000000000029.log", "00000000000000000043.log", "snapshot");
    }

    @Test
    void forgottenFilesThatCameBackAfterAPowerFailureAreDeletedAgain() throws Exception {
        for (int subset = 0; subset < 4; subset++) {
            if ((subset & 1) != 0) {
                Files.write(segment(directory, 1), forgottenFiles.get(0));
            }
            if ((subset & 2) != 0) {
                Files.write(segment(directory, 15), forgottenFiles.get(1));
            }
            try (var storage = open(disk)) {
                assertThat(all(storage)).isEqualTo(entries(34, 50, 1));
            }
            assertThat(segment(directory, 1)).doesNotExist();
            assertThat(segment(directory, 15)).doesNotExist();
        }
    }

    @Test
    void gapBetweenSnapshotAndLogIsRefused() throws Exception {
        Files.delete(segment(directory, 29));

        assertThatThrownBy(() -> open(disk))
                .isInstanceOf(StorageException.class)
                .hasMessageContainingAll(
                        directory.toString(),
                        "no file in log/ has entry 34, with which the log must begin as file log/snapshot says",
                        "the first one is log/00000000000000000043.log",
                        REBUILD);
    }

    @Test
    void logWithoutItsSnapshotIsRefused() throws Exception {
        Files.delete(directory.resolve("log/snapshot"));

        assertThatThrownBy(() -> open(disk))
                .isInstanceOf(StorageException.class)
                .hasMessageContainingAll(
                        "has entry 1,", "as there is no file log/snapshot", "log/00000000000000000029.log", REBUILD);
    }

    @Test
    void logThatEndsBeforeTheSnapshotIsNoTornTail() throws Exception {
        Files.delete(segment(directory, 43));
        byte[] whole = Files.readAllBytes(segment(directory, 29));
        for (int length = Segment.HEADER_BYTES; length < StoredServer.endOf(entries(29, 33, 1)); length++) {
            Files.write(segment(directory, 29), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> open(disk))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContainingAll(
                            "file log/00000000000000000029.log",
                            "is damaged at byte",
                            "file log/snapshot says that everything up to entry 33 had been forced",
                            REBUILD);
        }
        Files.write(segment(directory, 29), Arrays.copyOf(whole, (int) StoredServer.endOf(entries(29, 33, 1))));
        try (var storage = open(disk)) {
            assertThat(storage.recovered(0).lastLogIndex()).isEqualTo(33);
        }
    }

    @Test
    void snapshotOfAnotherHistoryIsRefused() throws Exception {
        var other = directory.resolveSibling(directory.getFileName() + "-other");
        try (var storage = open(other)) {
            store(storage, entries(1, 33, 2));
            storage.write(List.of(new Write.Compact(snapshot(33, 2))));
        }
        Files.write(directory.resolve("log/snapshot"), Files.readAllBytes(other.resolve("log/snapshot")));

        assertThatThrownBy(() -> open(disk))
                .isInstanceOf(StorageException.class)
                .hasMessageContainingAll("entry 33 of the log is of term 1", "log/snapshot says that it is of term 2");
    }

    @Test
    void entriesBeforeTheSnapshotInTheFirstFileAreCheckedAsWell() throws Exception {
        flipBit(segment(directory, 29), Segment.HEADER_BYTES + Frame.PAYLOAD_AT);

        assertThatThrownBy(() -> open(disk)).hasMessageContainingAll("entry 29 cannot be read", REBUILD);
    }

    @Test
    void anyFlippedByteOfTheSnapshotFileIsReported() throws Exception {
        var file = directory.resolve("log/snapshot");
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            flipBit(file, i);
            assertThatThrownBy(() -> open(disk))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContainingAll("file log/snapshot in data directory", "is damaged", REBUILD);
            Files.write(file, whole);
        }
    }

    @Test
    void anotherServersSnapshotIsRefused() throws Exception {
        new LogStart(LogStart.Stage.SETTLED, snapshot(33, 1)).write(disk, new Identity(0x7c1f, 0x1234));

        assertThatThrownBy(() -> open(disk))
                .hasMessageContainingAll("log/snapshot", "belongs to member 1234", "not to member 8e9e");
    }

    @Test
    void serverThatHasLostAllButItsSnapshotIsNotTakenForANewOne() throws Exception {
        for (String file : List.of("identity", "vote")) {
            Files.delete(directory.resolve(file));
        }
        Files.delete(segment(directory, 29));
        Files.delete(segment(directory, 43));

        assertThatThrownBy(() -> open(disk)).hasMessageContainingAll("incomplete", "there is a log");
    }
}

package io.raftkv.raft.storage;

import static io.raftkv.raft.storage.StoredServer.endOf;
import static io.raftkv.raft.storage.StoredServer.entries;
import static io.raftkv.raft.storage.StoredServer.flipBit;
import static io.raftkv.raft.storage.StoredServer.open;
import static io.raftkv.raft.storage.StoredServer.segment;
import static io.raftkv.raft.storage.StoredServer.segments;
import static io.raftkv.raft.storage.StoredServer.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.core.LogEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries that had been forced are never dropped silently: the server stops and says where they were. */
class DamageTest {
    private static final long FORCED = 6;

    @TempDir
    Path directory;

    @BeforeEach
    void storeInThreeBatches() {
        try (var storage = open(directory)) {
            store(storage, entries(1, 3, 1));
            store(storage, entries(4, FORCED, 1));
            store(storage, entries(FORCED + 1, FORCED + 2, 1));
        }
    }

    @Test
    void anyFlippedByteOfAForcedEntryIsReportedWithFileAndOffset() throws Exception {
        byte[] whole = Files.readAllBytes(segment(directory, 1));
        long offset = Segment.HEADER_BYTES;
        for (LogEntry entry : entries(1, FORCED, 1)) {
            for (int i = 0; i < Frame.sizeOf(entry); i++) {
                Files.write(segment(directory, 1), whole);
                flipBit(segment(directory, 1), offset + i);
                assertThatThrownBy(() -> open(directory))
                        .isInstanceOf(StorageException.class)
                        .hasMessageContainingAll(
                                "log/00000000000000000001.log",
                                directory.toString(),
                                "damaged at byte " + offset + ":",
                                "entry " + entry.index() + " cannot be read",
                                StoredServer.REBUILD);
            }
            offset += Frame.sizeOf(entry);
        }
        Files.write(segment(directory, 1), whole);
        open(directory).close();
    }

    @Test
    void anyFlippedByteOfAHeaderIsReported() throws Exception {
        byte[] whole = Files.readAllBytes(segment(directory, 1));
        for (int i = 0; i < Segment.HEADER_BYTES; i++) {
            Files.write(segment(directory, 1), whole);
            flipBit(segment(directory, 1), i);
            assertThatThrownBy(() -> open(directory)).hasMessageContaining("damaged at byte 0:");
        }
    }

    @Test
    void zerosInTheMiddleAreDamage() throws Exception {
        byte[] damaged = Files.readAllBytes(segment(directory, 1));
        Arrays.fill(damaged, Segment.HEADER_BYTES, (int) endOf(entries(1, 4, 1)), (byte) 0);
        Files.write(segment(directory, 1), damaged);

        assertThatThrownBy(() -> open(directory)).hasMessageContaining("entry 1 cannot be read");
    }

    @Test
    void segmentThatIsNotTheLastHasNoTornTail() throws Exception {
        try (var storage = open(directory)) {
            store(storage, entries(FORCED + 3, 40, 1));
        }
        byte[] whole = Files.readAllBytes(segment(directory, 1));
        for (int length = Segment.HEADER_BYTES; length < whole.length; length++) {
            Files.write(segment(directory, 1), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> open(directory)).isInstanceOf(StorageException.class);
        }
        for (int i = 0; i < whole.length; i++) {
            Files.write(segment(directory, 1), whole);
            flipBit(segment(directory, 1), i);
            assertThatThrownBy(() -> open(directory))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("00000000000000000001.log");
        }
    }

    @Test
    void missingSegmentIsReported() throws Exception {
        try (var storage = open(directory)) {
            store(storage, entries(FORCED + 3, 60, 1));
        }
        var names = segments(directory);
        assertThat(names.size()).isGreaterThan(3);
        for (var name : names.subList(0, names.size() - 1)) {
            var file = directory.resolve("log").resolve(name);
            byte[] content = Files.readAllBytes(file);
            Files.delete(file);
            assertThatThrownBy(() -> open(directory))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContainingAll(
                            directory.toString(), "has entry " + Long.parseLong(name, 0, 20, 10), StoredServer.REBUILD);
            Files.write(file, content);
        }
    }

    @Test
    void logWithoutAnySegmentIsNotTakenForANewOne() throws Exception {
        Files.delete(segment(directory, 1));

        assertThatThrownBy(() -> open(directory)).hasMessageContainingAll("incomplete", "has entry 1");
    }

    @Test
    void damageThatHappensWhileTheServerRunsIsFoundWhenTheEntryIsRead() throws Exception {
        try (var storage = open(directory)) {
            long offset = endOf(entries(1, 3, 1));
            flipBit(segment(directory, 1), offset + Frame.PAYLOAD_AT);

            assertThatThrownBy(() -> storage.read(4, 4, 1000))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContainingAll("00000000000000000001.log", "byte " + offset);
        }
    }

    @Test
    void anotherServersSegmentIsRefused() throws Exception {
        var other = directory.resolveSibling(directory.getFileName() + "-other");
        try (var storage =
                RaftStorage.open(NioDisk.open(other), new Identity(0x7c1f, 0x1234), StoredServer.SMALL_SEGMENTS)) {
            store(storage, entries(1, 8, 1));
        }
        Files.write(segment(directory, 1), Files.readAllBytes(segment(other, 1)));

        assertThatThrownBy(() -> open(directory))
                .hasMessageContainingAll("belongs to member 1234", "not to member 8e9e");
    }
}

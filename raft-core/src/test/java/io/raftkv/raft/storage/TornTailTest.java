package io.raftkv.raft.storage;

import static io.raftkv.raft.storage.StoredServer.all;
import static io.raftkv.raft.storage.StoredServer.endOf;
import static io.raftkv.raft.storage.StoredServer.entries;
import static io.raftkv.raft.storage.StoredServer.entry;
import static io.raftkv.raft.storage.StoredServer.open;
import static io.raftkv.raft.storage.StoredServer.segment;
import static io.raftkv.raft.storage.StoredServer.store;
import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.raft.core.Effects.Write;
import io.raftkv.raft.core.EntryType;
import io.raftkv.raft.core.LogEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was being written when the power failed was never acknowledged: it goes, and everything before it stays. */
class TornTailTest {
    @TempDir
    Path directory;

    private Disk quickDisk;

    @Test
    void lastBatchMayEndAtAnyByte() throws Exception {
        byte[] whole = segmentOfTwoBatches();
        long firstBatchEnd = endOf(entries(1, 4, 1));
        for (int tornAt = (int) firstBatchEnd; tornAt < endOf(entries(1, 8, 1)); tornAt++) {
            Files.write(segment(directory, 1), Arrays.copyOf(whole, tornAt)); // the length was lost too
            requirePrefixAndGoOn();

            byte[] zeroed = whole.clone();
            Arrays.fill(zeroed, tornAt, zeroed.length, (byte) 0); // the file had been allocated before
            Files.write(segment(directory, 1), zeroed);
            requirePrefixAndGoOn();
        }
    }

    @Test
    void lastBatchMayHaveAHoleAnywhere() throws Exception {
        byte[] whole = segmentOfTwoBatches();
        int firstBatchEnd = (int) endOf(entries(1, 4, 1));
        int end = (int) endOf(entries(1, 8, 1));
        for (int hole = firstBatchEnd; hole < end; hole++) {
            byte[] torn = whole.clone();
            Arrays.fill(torn, hole, Math.min(hole + 70, end), (byte) 0);
            Files.write(segment(directory, 1), torn);
            requirePrefixAndGoOn();
        }
    }

    @Test
    void wholeFramesBehindATornOneNeverReappear() throws Exception {
        byte[] whole = segmentOfTwoBatches();
        int firstBatchEnd = (int) endOf(entries(1, 4, 1));
        byte[] torn = whole.clone();
        torn[firstBatchEnd + Frame.PAYLOAD_AT] ^= 1;
        Files.write(segment(directory, 1), torn);
        try (var storage = open(directory)) {
            assertThat(storage.recovered(0).lastLogIndex()).isEqualTo(4);
        }

        // An entry of the same size where the torn one was: the frames behind it would fit again.
        byte[] again = Files.readAllBytes(segment(directory, 1));
        var healed = ByteBuffer.allocate(whole.length).put(again).array();
        System.arraycopy(
                whole,
                firstBatchEnd,
                healed,
                firstBatchEnd,
                Frame.sizeOf(entries(5, 5, 1).getFirst()));
        Files.write(segment(directory, 1), healed);
        try (var storage = open(directory)) {
            assertThat(storage.recovered(0).lastLogIndex()).isEqualTo(5);
        }
    }

    @Test
    void bytesOfAPayloadThatLookLikeAFrameAreNotTakenForOne() throws Exception {
        byte[] segmentFile;
        try (var storage = open(directory)) {
            store(storage, entries(1, 3, 1));
            segmentFile = Files.readAllBytes(segment(directory, 1));
            // A client stores a copy of this server's own log: frames that say that entries up to 3 had been forced.
            store(storage, entries(4, 5, 1));
            var copy = ByteBuffer.wrap(Files.readAllBytes(segment(directory, 1)));
            store(storage, List.of(new LogEntry(6, 1, EntryType.COMMAND, 0, 0, copy)));
        }
        Files.write(segment(directory, 1), segmentFile);
        Files.deleteIfExists(segment(directory, 6));
        try (var storage = open(directory)) {
            assertThat(storage.recovered(0).lastLogIndex()).isEqualTo(3);
        }
    }

    @Test
    void crashBetweenTwoSegmentsLosesNothing() throws Exception {
        try (var storage = open(directory)) {
            store(storage, entries(1, 9, 1));
        }
        for (int changes = 0; changes < 60; changes++) {
            var copy = directory.resolveSibling(directory.getFileName() + "-" + changes);
            StoredServer.copy(directory, copy);
            var disk = new FaultyDisk(NioDisk.open(copy)).withoutForcing();
            var storage = open(disk);
            disk.losePowerAfterChanges(changes);
            try {
                storage.write(List.of(new Write.Append(entries(10, 40, 1))));
                storage.sync();
            } catch (FaultyDisk.PowerFailure expected) {
                // The files are as they were left.
            }
            storage.close();
            try (var restarted = open(copy)) {
                long lastIndex = restarted.recovered(9).lastLogIndex();
                assertThat(all(restarted)).isEqualTo(entries(1, lastIndex, 1));
            }
            StoredServer.deleteAll(copy);
        }
    }

    private byte[] segmentOfTwoBatches() throws Exception {
        quickDisk = new FaultyDisk(NioDisk.open(directory)).withoutForcing();
        try (var storage = RaftStorage.open(NioDisk.open(directory), StoredServer.IDENTITY, StorageOptions.DEFAULTS)) {
            store(storage, entries(1, 4, 1));
            store(storage, entries(5, 8, 1));
        }
        return Arrays.copyOf(Files.readAllBytes(segment(directory, 1)), 2048);
    }

    /** The first batch is whole, of the second one there is a beginning, and the log can be written again. */
    private void requirePrefixAndGoOn() {
        long lastIndex;
        try (var storage = open(quickDisk)) {
            lastIndex = storage.recovered(4).lastLogIndex();
            assertThat(lastIndex).isBetween(4L, 8L);
            assertThat(all(storage)).isEqualTo(entries(1, lastIndex, 1));
            storage.write(List.of(new Write.Append(List.of(entry(lastIndex + 1, 1, "after the crash")))));
            storage.sync();
        }
        try (var storage = open(quickDisk)) {
            assertThat(storage.read(lastIndex + 1, 99, StoredServer.NO_LIMIT))
                    .containsExactly(entry(lastIndex + 1, 1, "after the crash"));
        }
        try {
            Files.deleteIfExists(segment(directory, lastIndex + 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

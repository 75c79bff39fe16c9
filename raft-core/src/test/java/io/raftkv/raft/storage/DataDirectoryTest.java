package io.raftkv.raft.storage;

import static io.raftkv.raft.storage.StoredServer.SMALL_SEGMENTS;
import static io.raftkv.raft.storage.StoredServer.all;
import static io.raftkv.raft.storage.StoredServer.entries;
import static io.raftkv.raft.storage.StoredServer.flipBit;
import static io.raftkv.raft.storage.StoredServer.open;
import static io.raftkv.raft.storage.StoredServer.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.core.Effects.Write;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path parent;

    @Test
    void directoryOfAnotherMemberOrClusterIsRefused() {
        var directory = parent.resolve("n1.data");
        open(directory).close();
        var disk = NioDisk.open(directory);

        assertThatThrownBy(() -> RaftStorage.open(disk, new Identity(0x7c1f, 0xabcd), SMALL_SEGMENTS))
                .isInstanceOf(StorageException.class)
                .hasMessage(
                        "data directory " + directory + " belongs to member 8e9e of cluster 7c1f, not to member abcd of"
                                + " cluster 7c1f: wrong --data-dir, --name or --initial-cluster-token?");
        assertThatThrownBy(() -> RaftStorage.open(disk, new Identity(0x88ab, 0x8e9e), SMALL_SEGMENTS))
                .hasMessageContaining("not to member 8e9e of cluster 88ab");
        open(directory).close();
    }

    @Test
    void idZeroIsNoIdentity() {
        assertThatThrownBy(() -> new Identity(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Identity(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void directoryThatHasLostAFileIsNotTakenForANewOne() throws Exception {
        for (String file : new String[] {"identity", "vote", "log/00000000000000000001.log"}) {
            var directory = parent.resolve("without-" + file.replace('/', '-'));
            try (var storage = open(directory)) {
                store(storage, entries(1, 3, 1));
            }
            Files.delete(directory.resolve(file));

            assertThatThrownBy(() -> open(directory))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContainingAll(directory.toString(), "incomplete", StoredServer.REBUILD);
            assertThat(directory.resolve(file)).doesNotExist();
        }
    }

    @Test
    void serverThatHasOnlyVotedIsNotTakenForANewOneEither() throws Exception {
        var directory = parent.resolve("voted");
        try (var storage = open(directory)) {
            storage.write(List.of(new Write.TermAndVote(1, 5)));
        }
        Files.delete(directory.resolve("identity"));

        assertThatThrownBy(() -> open(directory)).hasMessageContainingAll("incomplete", "a vote of term 1");
    }

    @Test
    void firstStartMayBeInterruptedAnywhere() {
        for (int changes = 0; changes < 30; changes++) {
            var directory = parent.resolve("interrupted-" + changes);
            var disk = new FaultyDisk(NioDisk.open(directory));
            disk.losePowerAfterChanges(changes);
            try {
                open(disk).close();
            } catch (FaultyDisk.PowerFailure expected) {
                // The files are as they were left. Only the lock stays held, by a process that is no more.
                continue;
            }
            try (var storage = open(directory)) {
                assertThat(all(storage)).isEmpty();
            }
        }
    }

    @Test
    void voteThatIsOlderThanTheLogIsRefused() throws Exception {
        var directory = parent.resolve("old-vote");
        try (var storage = open(directory)) {
            store(storage, entries(1, 3, 1));
        }
        byte[] oldVote = Files.readAllBytes(directory.resolve("vote"));
        try (var storage = open(directory)) {
            store(storage, entries(4, 5, 2));
        }
        Files.write(directory.resolve("vote"), oldVote);

        assertThatThrownBy(() -> open(directory)).hasMessageContainingAll("vote", "is of term 1", "entries of term 2");
    }

    @Test
    void damagedIdentityIsReported() throws Exception {
        var directory = parent.resolve("damaged");
        open(directory).close();
        byte[] whole = Files.readAllBytes(directory.resolve("identity"));
        for (int i = 0; i < whole.length; i++) {
            Files.write(directory.resolve("identity"), whole);
            flipBit(directory.resolve("identity"), i);
            assertThatThrownBy(() -> open(directory)).hasMessageContainingAll("identity", "is damaged");
        }
    }

    @Test
    void formatOfALaterReleaseIsNamed() throws Exception {
        var directory = parent.resolve("later");
        open(directory).close();
        var block = ByteBuffer.wrap(Files.readAllBytes(directory.resolve("identity")));
        block.putInt(8, 2);
        var crc = new CRC32C();
        crc.update(block.slice(0, 12));
        crc.update(block.slice(16, block.capacity() - 16));
        block.putInt(12, (int) crc.getValue());
        Files.write(directory.resolve("identity"), block.array());

        assertThatThrownBy(() -> open(directory))
                .isInstanceOf(StorageException.class)
                .hasMessageContainingAll("identity", "format version 2", "knows only version 1");
    }
}

package io.raftkv.raft.storage;

import static io.raftkv.raft.storage.StoredServer.all;
import static io.raftkv.raft.storage.StoredServer.entries;
import static io.raftkv.raft.storage.StoredServer.open;
import static io.raftkv.raft.storage.StoredServer.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.core.Effects.Write;
import io.raftkv.raft.core.LogEntry;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Known bug force-error-ignored: after a failed force the next one succeeds, and the data is gone. */
class ForceFailureTest {
    @TempDir
    Path directory;

    @Test
    void failedForceIsFinalAlthoughTheNextOneWouldSucceed() {
        var disk = new FaultyDisk(NioDisk.open(directory));
        try (var storage = open(disk)) {
            store(storage, entries(1, 3, 1));
            storage.write(List.of(new Write.Append(entries(4, 4, 1))));
            disk.failNextForce();

            assertThatThrownBy(storage::sync)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContainingAll(directory.toString(), "Input/output error", "restart");

            assertThatThrownBy(storage::sync).isInstanceOf(StorageException.class);
            assertThatThrownBy(() -> storage.write(List.of())).isInstanceOf(StorageException.class);
            assertThatThrownBy(() -> storage.read(1, 1, 1)).isInstanceOf(StorageException.class);
            assertThatThrownBy(() -> storage.recovered(0)).isInstanceOf(StorageException.class);
        }
        try (var storage = open(directory)) {
            assertThat(all(storage)).startsWith(entries(1, 3, 1).toArray(LogEntry[]::new));
        }
    }

    @Test
    void voteThatCouldNotBeForcedIsNotGiven() {
        var disk = new FaultyDisk(NioDisk.open(directory));
        try (var storage = open(disk)) {
            disk.failNextForce();

            assertThatThrownBy(() -> storage.write(List.of(new Write.TermAndVote(1, 2))))
                    .isInstanceOf(StorageException.class);
            assertThatThrownBy(storage::sync).isInstanceOf(StorageException.class);
        }
    }

    @Test
    void nothingIsAskedOfAClosedStorage() {
        var storage = open(directory);
        storage.close();

        assertThatThrownBy(storage::sync).isInstanceOf(StorageException.class).hasMessageContaining("closed");
    }
}

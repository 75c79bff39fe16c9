package io.raftkv.server.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.storage.StorageException;
import io.raftkv.server.mvcc.DamagedStoreException;
import io.raftkv.server.mvcc.OrderedStore;
import io.raftkv.server.mvcc.ReadView;
import io.raftkv.server.mvcc.Space;
import io.raftkv.server.mvcc.Transfer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a crash leaves while a snapshot is being installed: the old state or the new one, never a mixture, and never a state
 * from which the installation cannot be brought to its end. The directory is copied, or put together, as it is at each stage.
 */
class InstallCrashTest {
    private static final int KEYS = 500;
    private static final long INDEX = 77;
    private static final Consumer<ReadView> ACCEPT = received -> {};

    @TempDir
    Path temporary;

    /** The snapshot is completely received. */
    private Path received;

    /** The new directory is ready, and the old one is still the live one. */
    private Path prepared;

    /** Everything is done. */
    private Path installed;

    @BeforeEach
    void install() throws IOException {
        received = temporary.resolve("received");
        prepared = temporary.resolve("prepared");
        installed = temporary.resolve("installed");
        Path home = temporary.resolve("home");
        try (var store = RocksStore.open(home)) {
            write(store, "old");
            store.flush();
            receive(store);
            CrashImage.copy(store, home, received);
            store.install(INDEX, view -> CrashImage.copy(store, home, prepared));
            CrashImage.copy(store, home, installed);
        }
    }

    @Test
    void beforeTheInstallation() {
        isOldAndCanBeInstalled(received);
    }

    @Test
    void whileTheNewDirectoryIsPrepared() throws IOException {
        try (var files = Files.list(prepared.resolve("2"))) {
            for (Path file : files.sorted().limit(3).toList()) {
                Files.delete(file);
            }
        }
        isOldAndCanBeInstalled(prepared);
    }

    @Test
    void beforeTheSwitch() {
        isOldAndCanBeInstalled(prepared);
    }

    @Test
    void whileTheFileIsWrittenThatSwitches() throws IOException {
        Files.writeString(prepared.resolve(CurrentFile.TEMPORARY_NAME), "directory 2\nsnap");
        isOldAndCanBeInstalled(prepared);
    }

    @Test
    void switchThatFailsTouchesNeitherTheOldStateNorTheReceivedFiles() throws IOException {
        Path inTheWay = received.resolve(CurrentFile.TEMPORARY_NAME).resolve("x");
        Path image = temporary.resolve("failed");
        try (var store = RocksStore.open(received)) {
            Files.createDirectories(inTheWay);
            assertThatThrownBy(() -> store.install(INDEX, ACCEPT)).isInstanceOf(StorageException.class);
            assertThat(contents(store)).isEqualTo(keys("old"));
            CrashImage.copy(store, received, image);
        }
        isOldAndCanBeInstalled(image);
    }

    @Test
    void afterTheSwitch() throws IOException {
        switchOver(prepared);
        isNew(prepared);
    }

    @Test
    void whileTheOldDirectoryIsDeleted() throws IOException {
        switchOver(prepared);
        Files.delete(prepared.resolve("1/CURRENT"));
        isNew(prepared);
    }

    @Test
    void beforeTheReceivedFilesAreDeleted() throws IOException {
        switchOver(prepared);
        DirectoryTree.delete(prepared.resolve("1"));
        isNew(prepared);
    }

    @Test
    void afterTheInstallation() {
        isNew(installed);
    }

    private void switchOver(Path image) throws IOException {
        Files.delete(image.resolve(CurrentFile.NAME));
        Files.copy(installed.resolve(CurrentFile.NAME), image.resolve(CurrentFile.NAME));
    }

    private void isOldAndCanBeInstalled(Path image) {
        try (var store = RocksStore.open(image)) {
            assertThat(contents(store)).isEqualTo(keys("old"));
            assertThat(image.resolve("2")).doesNotExist();
            assertThat(image.resolve(CurrentFile.TEMPORARY_NAME)).doesNotExist();
            store.install(INDEX, ACCEPT);
            assertThat(contents(store)).isEqualTo(keys("new"));
        }
        isNew(image);
    }

    private void isNew(Path image) {
        try (var store = RocksStore.open(image)) {
            assertThat(contents(store)).isEqualTo(keys("new"));
            assertThat(image.resolve("1")).doesNotExist();
            assertThat(image.resolve("inbox/files"))
                    .satisfiesAnyOf(
                            files -> assertThat(files).doesNotExist(),
                            files -> assertThat(files).isEmptyDirectory());
            assertThatThrownBy(() -> store.install(INDEX, ACCEPT)).isInstanceOf(DamagedStoreException.class);
            receive(store);
            store.install(INDEX, ACCEPT);
            assertThat(contents(store)).isEqualTo(keys("new"));
            assertThat(image.resolve("2")).doesNotExist();
            assertThat(image.resolve("3")).exists();
        }
    }

    private void receive(RocksStore store) {
        try (var from = new Leader(temporary);
                var snapshot = from.store.snapshot(from.id, frozen -> INDEX)) {
            Transfer.all(snapshot, store, 4_000);
        }
    }

    /** Another member, which holds the new state. */
    private static final class Leader implements AutoCloseable {
        private static int ids = 1;
        private final long id = ids++;
        private final RocksStore store;

        Leader(Path temporary) {
            store = RocksStore.open(temporary.resolve("leader" + id));
            write(store, "new");
        }

        @Override
        public void close() {
            store.close();
        }
    }

    private static void write(OrderedStore store, String what) {
        for (Space space : List.of(Space.KEYS, Space.REVISIONS)) {
            try (var transaction = store.begin()) {
                keys(what).forEach(key -> transaction.put(space, key.getBytes(StandardCharsets.UTF_8), new byte[50]));
                transaction.commit();
            }
        }
    }

    private static List<String> keys(String what) {
        var keys = new ArrayList<String>();
        for (int i = 0; i < KEYS; i++) {
            keys.add(what + String.format("%04d", i));
        }
        return keys;
    }

    private static List<String> contents(OrderedStore store) {
        var found = new ArrayList<String>();
        try (var view = store.view();
                var keys = view.cursor(Space.KEYS);
                var revisions = view.cursor(Space.REVISIONS)) {
            boolean more = keys.seek(new byte[0]) & revisions.seek(new byte[0]);
            while (more) {
                assertThat(revisions.key()).isEqualTo(keys.key());
                found.add(new String(keys.key(), StandardCharsets.UTF_8));
                more = keys.next() & revisions.next();
            }
        }
        return found;
    }
}

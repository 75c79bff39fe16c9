package io.raftkv.server.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.storage.StorageException;
import io.raftkv.server.mvcc.OrderedStore;
import io.raftkv.server.mvcc.OrderedStoreContract;
import io.raftkv.server.mvcc.Space;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on RocksDB. */
class RocksStoreTest extends OrderedStoreContract {
    @TempDir
    Path temporary;

    private final Map<OrderedStore, Path> directories = new IdentityHashMap<>();

    @Override
    protected OrderedStore create() {
        return open(nextDirectory());
    }

    @Override
    protected OrderedStore crashed(OrderedStore running) {
        Path copy = nextDirectory();
        CrashImage.copy((RocksStore) running, directories.get(running), copy);
        running.close();
        return open(copy);
    }

    private OrderedStore open(Path directory) {
        var store = RocksStore.open(directory);
        directories.put(store, directory);
        return store;
    }

    private Path nextDirectory() {
        return temporary.resolve("store" + directories.size());
    }

    @Test
    void closedStoreKeepsEverything() {
        Path directory = temporary.resolve("kept");
        try (var store = RocksStore.open(directory)) {
            put(store, "a", "1");
        }
        try (var store = RocksStore.open(directory);
                var view = store.view()) {
            assertThat(view.get(Space.META, bytes("a"))).isEqualTo(bytes("1"));
        }
    }

    @Test
    void directoryInUseIsRefusedByName() {
        Path directory = directories.values().iterator().next();
        assertThatThrownBy(() -> RocksStore.open(directory))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("in use by another process");
    }

    @Test
    void directoryThatCannotBeCreatedIsRefusedByName() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        assertThatThrownBy(() -> RocksStore.open(file.resolve("store")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void damagedDataIsToldWithTheDirectoryAndWhatToDo() throws IOException {
        Path directory = temporary.resolve("damaged");
        try (var store = RocksStore.open(directory)) {
            put(store, "a", "x".repeat(10_000));
        }
        try (var files = Files.newDirectoryStream(directory.resolve("1"), "*.sst")) {
            for (Path file : files) {
                try (var data = new RandomAccessFile(file.toFile(), "rw")) {
                    data.write(new byte[5_000]);
                }
            }
        }
        assertThatThrownBy(() -> {
                    try (var store = RocksStore.open(directory);
                            var view = store.view()) {
                        view.get(Space.META, bytes("a"));
                    }
                })
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("damaged")
                .hasMessageContaining("rebuild the member from its peers");
    }

    @Test
    void viewOutlivesItsStore() {
        var store = RocksStore.open(temporary.resolve("closed"));
        put(store, "a", "1");
        try (var view = store.view()) {
            store.close();
            assertThat(view.get(Space.META, bytes("a"))).isEqualTo(bytes("1"));
            assertThatThrownBy(store::view).isInstanceOf(StorageException.class).hasMessageContaining("is closed");
        }
        RocksStore.open(temporary.resolve("closed")).close();
    }

    private static void put(OrderedStore store, String key, String value) {
        try (var transaction = store.begin()) {
            transaction.put(Space.META, bytes(key), bytes(value));
            transaction.commit();
        }
    }
}

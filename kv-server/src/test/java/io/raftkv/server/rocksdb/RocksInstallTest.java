package io.raftkv.server.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.storage.StorageException;
import io.raftkv.server.mvcc.OrderedStore;
import io.raftkv.server.mvcc.ReadView;
import io.raftkv.server.mvcc.Space;
import io.raftkv.server.mvcc.Transfer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How one RocksDB directory takes the place of another. */
class RocksInstallTest {
    private static final Consumer<ReadView> ACCEPT = received -> {};
    private static final byte[] ONE = {1};
    private static final byte[] OTHER = {2};

    @TempDir
    Path temporary;

    private Path directory;
    private RocksStore store;
    private RocksStore leader;

    @BeforeEach
    void open() {
        directory = temporary.resolve("store");
        store = RocksStore.open(directory);
        leader = RocksStore.open(temporary.resolve("leader"));
    }

    @AfterEach
    void close() {
        store.close();
        leader.close();
    }

    @Test
    void oldDirectoryIsDeletedWhenItsLastViewIsClosed() {
        write(store, 1);
        receive(2);
        var first = store.view();
        var second = store.view();
        store.install(2, ACCEPT);
        assertThat(directory.resolve("1")).exists();
        first.close();
        assertThat(value(second, ONE)).isEqualTo(1);
        assertThat(directory.resolve("1")).exists();
        second.close();
        assertThat(directory.resolve("1")).doesNotExist();
        assertThat(directory.resolve("2")).exists();
    }

    @Test
    void viewOutlivesItsStoreThoughASnapshotWasInstalledSince() {
        write(store, 1);
        receive(2);
        try (var view = store.view()) {
            store.install(2, ACCEPT);
            store.close();
            assertThat(value(view, ONE)).isEqualTo(1);
        }
        store = RocksStore.open(directory);
        try (var view = store.view()) {
            assertThat(value(view, ONE)).isEqualTo(2);
        }
    }

    @Test
    void snapshotThatWasBegunBeforeAnInstallationCanBeReadAfterIt() {
        write(store, 1);
        receive(2);
        try (var snapshot = store.snapshot(99, view -> value(view, ONE))) {
            store.install(2, ACCEPT);
            try (var third = RocksStore.open(temporary.resolve("third"))) {
                Transfer.all(snapshot, third, 1_000);
                third.install(1, ACCEPT);
                try (var view = third.view()) {
                    assertThat(value(view, OTHER)).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void readersOnManyThreadsSeeOneStateOrTheOther() throws Exception {
        int installations = 8;
        write(store, 1);
        var done = new AtomicBoolean();
        try (var threads = Executors.newFixedThreadPool(2)) {
            List<Future<?>> readers = new ArrayList<>();
            try {
                for (int i = 0; i < 2; i++) {
                    readers.add(threads.submit(() -> readUntil(done)));
                }
                for (int value = 2; value <= installations; value++) {
                    receive(value);
                    store.install(value, ACCEPT);
                }
            } finally {
                done.set(true);
            }
            for (Future<?> reader : readers) {
                reader.get();
            }
        }
        try (var all = Files.list(directory)) {
            assertThat(all.filter(file -> file.getFileName().toString().matches("\\d+"))
                            .map(file -> file.getFileName().toString()))
                    .containsExactly("" + installations);
        }
    }

    private void readUntil(AtomicBoolean done) {
        int last = 1;
        while (!done.get()) {
            try (var view = store.view()) {
                int value = value(view, ONE);
                assertThat(value).isGreaterThanOrEqualTo(last);
                assertThat(value(view, OTHER)).isEqualTo(value);
                last = value;
            }
        }
    }

    @Test
    void filesThatAreNoRocksDbDirectoryAreRefusedAndChangeNothing() throws IOException {
        write(store, 1);
        receive(2);
        try (var files = Files.newDirectoryStream(directory.resolve("inbox/files"), "MANIFEST-*")) {
            for (Path file : files) {
                Files.write(file, new byte[100], StandardOpenOption.WRITE);
            }
        }
        assertThatThrownBy(() -> store.install(2, ACCEPT)).isInstanceOf(StorageException.class);
        try (var view = store.view()) {
            assertThat(value(view, ONE)).isEqualTo(1);
        }
        receive(3);
        store.install(3, ACCEPT);
        try (var view = store.view()) {
            assertThat(value(view, ONE)).isEqualTo(3);
        }
    }

    @Test
    void receivedFilesTakeNoPlaceOnceTheyAreInstalled() throws IOException {
        receive(2);
        assertThat(directory.resolve("inbox/files")).isNotEmptyDirectory();
        store.install(2, ACCEPT);
        assertThat(directory.resolve("inbox/files"))
                .satisfiesAnyOf(
                        files -> assertThat(files).doesNotExist(),
                        files -> assertThat(files).isEmptyDirectory());
    }

    /** The leader's state has moved on to a value, and a snapshot of it arrives. */
    private void receive(int value) {
        write(leader, value);
        try (var snapshot = leader.snapshot(value, view -> value(view, ONE))) {
            Transfer.all(snapshot, store, 1_000);
        }
    }

    private static void write(OrderedStore store, int value) {
        try (var transaction = store.begin()) {
            transaction.put(Space.META, ONE, new byte[] {(byte) value});
            transaction.put(Space.KEYS, OTHER, new byte[] {(byte) value});
            transaction.commit();
        }
    }

    private static int value(ReadView view, byte[] key) {
        byte[] value = view.get(key == ONE ? Space.META : Space.KEYS, key);
        assertThat(value).isNotNull();
        return value[0];
    }
}

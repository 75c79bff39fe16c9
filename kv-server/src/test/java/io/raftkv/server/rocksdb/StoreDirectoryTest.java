package io.raftkv.server.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.server.mvcc.DamagedStoreException;
import io.raftkv.server.mvcc.Space;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store makes of the directory that it finds. */
class StoreDirectoryTest {
    private static final byte[] KEY = {1};

    @TempDir
    Path directory;

    @Test
    void firstStartThatWasInterruptedIsBegunAgain() throws IOException {
        writeAndClose();
        Files.delete(directory.resolve(CurrentFile.NAME));
        isWhole();
        assertThat(directory.resolve(CurrentFile.NAME)).exists();
        isWhole();
    }

    @Test
    void leftoversOfEarlierLivesAreDeletedAtTheStart() throws IOException {
        writeAndClose();
        for (String leftover : new String[] {"2", "17", "checkpoint-ff", "checkpoint-1.tmp"}) {
            Files.createDirectories(directory.resolve(leftover).resolve("deep"));
            Files.writeString(directory.resolve(leftover).resolve("deep/file"), "x");
        }
        Files.writeString(directory.resolve(CurrentFile.TEMPORARY_NAME), "x");
        isWhole();
        try (var left = Files.list(directory)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .contains("1", CurrentFile.NAME)
                    .doesNotContain("2", "17", "checkpoint-ff", "checkpoint-1.tmp", CurrentFile.TEMPORARY_NAME);
        }
    }

    @Test
    void snapshotDeletesItsFilesWhenItIsClosed() {
        try (var store = RocksStore.open(directory)) {
            try (var snapshot = store.snapshot(0xabc, frozen -> 1)) {
                assertThat(directory.resolve("checkpoint-abc")).isDirectory();
                assertThat(snapshot.manifest().files()).isNotEmpty();
            }
            assertThat(directory.resolve("checkpoint-abc")).doesNotExist();
        }
    }

    @Test
    void snapshotThatCannotBeNamedLeavesNothingBehind() {
        try (var store = RocksStore.open(directory)) {
            assertThatThrownBy(() -> store.snapshot(0xabc, frozen -> 0)).isInstanceOf(IllegalArgumentException.class);
            assertThat(directory.resolve("checkpoint-abc")).doesNotExist();
        }
    }

    @Test
    void damagedFileThatNamesTheLiveDirectoryIsRefused() throws IOException {
        writeAndClose();
        Path current = directory.resolve(CurrentFile.NAME);
        String good = Files.readString(current);
        for (String bad : new String[] {
            "", "MANIFEST-000005\n", good.replace("directory 1", "directory 2"), good + "\n", good.substring(1)
        }) {
            Files.writeString(current, bad);
            isRefused("file CURRENT of the store in " + directory + " is damaged");
        }
        Files.writeString(current, good);
        isWhole();
    }

    @Test
    void lostLiveDirectoryIsNotTakenForAnEmptyStore() throws IOException {
        writeAndClose();
        DirectoryTree.delete(directory.resolve("1"));
        isRefused("directory 1, which held the state");
        Files.createDirectory(directory.resolve("1"));
        isRefused("directory 1, which held the state");
    }

    @Test
    void lostFileThatNamesTheLiveDirectoryIsNotTakenForAFirstStart() throws IOException {
        writeAndClose();
        Files.delete(directory.resolve(CurrentFile.NAME));
        Files.createDirectory(directory.resolve("2"));
        isRefused("file CURRENT of the store in " + directory + " is gone");
    }

    private void isRefused(String message) {
        assertThatThrownBy(() -> RocksStore.open(directory))
                .isInstanceOf(DamagedStoreException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("rebuild the member from its peers");
    }

    private void writeAndClose() {
        try (var store = RocksStore.open(directory);
                var transaction = store.begin()) {
            transaction.put(Space.META, KEY, KEY);
            transaction.commit();
        }
    }

    private void isWhole() {
        try (var store = RocksStore.open(directory);
                var view = store.view()) {
            assertThat(view.get(Space.META, KEY)).isEqualTo(KEY);
        }
    }
}

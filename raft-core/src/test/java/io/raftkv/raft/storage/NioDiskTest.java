package io.raftkv.raft.storage;

import static io.raftkv.raft.storage.StoredServer.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NioDiskTest {
    @TempDir
    Path directory;

    @Test
    void directoryIsInUseByOneServerAtATime() {
        try (var storage = open(directory)) {
            assertThatThrownBy(() -> open(directory))
                    .isInstanceOf(StorageException.class)
                    .hasMessage("data directory " + directory + " is in use by another running server (its LOCK file is"
                            + " held): stop that server, or give this one another --data-dir");
            assertThatThrownBy(() -> open(directory.resolve("../" + directory.getFileName())))
                    .isInstanceOf(StorageException.class);
            assertThat(storage.recovered(0).lastLogIndex()).isZero();
        }
        open(directory).close();
    }

    @Test
    void lockHoldsAgainstOtherProcessesEvenAfterASecondServerInThisOneWasRefused() throws Exception {
        try (var lock = NioDisk.open(directory).lock()) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> NioDisk.open(directory).lock()).isInstanceOf(StorageException.class);

            assertThat(tryLockInAnotherProcess()).isEqualTo("in use");
        }
        assertThat(tryLockInAnotherProcess()).isEqualTo("free");
    }

    /** What the other process does. */
    static final class LockingProcess {
        public static void main(String[] arguments) throws Exception {
            try (var lock = NioDisk.open(Path.of(arguments[0])).lock()) {
                System.out.print(lock == null ? "" : "free");
            } catch (StorageException e) {
                System.out.print(e.getMessage().contains("in use") ? "in use" : e.toString());
            }
        }
    }

    private String tryLockInAnotherProcess() throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockingProcess.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    @Test
    void directoryAndItsParentsAreCreated() {
        NioDisk.open(directory.resolve("a/b/c"));

        assertThat(directory.resolve("a/b/c")).isDirectory();
    }

    @Test
    void threadsThatUseDifferentFilesDoNotDisturbEachOther() throws Exception {
        var disk = NioDisk.open(directory);
        var begin = new CyclicBarrier(4);
        try (var threads = Executors.newFixedThreadPool(4)) {
            var results = new ArrayList<Future<byte[]>>();
            for (int i = 0; i < 4; i++) {
                byte[] content = new byte[50_000 + i];
                Arrays.fill(content, (byte) i);
                String name = "a/b/c/file-" + i;
                results.add(threads.submit(() -> {
                    begin.await();
                    disk.createDirectory("a/b/c");
                    NewFile.write(disk, "a/b/c", name.substring(6), ByteBuffer.wrap(content));
                    disk.list("a/b/c");
                    return Files.readAllBytes(directory.resolve(name));
                }));
            }
            for (int i = 0; i < 4; i++) {
                assertThat(results.get(i).get()).hasSize(50_000 + i).containsOnly((byte) i);
            }
        }
        assertThat(disk.list("a/b/c")).containsExactly("file-0", "file-1", "file-2", "file-3");
    }

    @Test
    void fileInPlaceOfTheDirectoryIsReported() throws Exception {
        var file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> NioDisk.open(file))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void gatheredWriteOfMoreBuffersThanTheSystemTakesAtOnceIsComplete() throws Exception {
        var disk = NioDisk.open(directory);
        var sources = new ByteBuffer[5000];
        var expected = ByteBuffer.allocate(2 + 5000 * 3);
        expected.position(2);
        for (int i = 0; i < sources.length; i++) {
            byte[] bytes = {(byte) i, (byte) (i >> 8), 1};
            sources[i] = i % 7 == 0 ? ByteBuffer.allocateDirect(3).put(bytes).flip() : ByteBuffer.wrap(bytes);
            expected.put(bytes);
        }
        try (var file = disk.create("file")) {
            file.write(sources, 2);
            assertThat(sources).allMatch(source -> !source.hasRemaining());
        }
        assertThat(Files.readAllBytes(directory.resolve("file"))).isEqualTo(expected.array());
    }

    @Test
    void readingStopsAtTheEndOfTheFile() throws Exception {
        try (var file = NioDisk.open(directory).create("file")) {
            file.write(new ByteBuffer[] {ByteBuffer.wrap(new byte[10])}, 0);

            assertThat(file.read(ByteBuffer.allocate(20), 4)).isEqualTo(6);
            assertThat(file.read(ByteBuffer.allocate(20), 10)).isZero();
            assertThat(file.read(ByteBuffer.allocate(20), 11)).isZero();
        }
    }

    @Test
    void filesAreListedInOrderAndStayInsideTheDirectory() throws Exception {
        var disk = NioDisk.open(directory);
        disk.createDirectory("log");
        disk.create("log/b").close();
        disk.create("log/a").close();

        assertThat(disk.list("log")).containsExactly("a", "b");
        assertThat(disk.list("nowhere")).isEmpty();
        assertThatThrownBy(() -> disk.create("../escaped")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> disk.create("log/a")).isInstanceOf(IOException.class);
    }
}

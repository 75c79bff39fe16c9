package io.raftkv.server.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;

/** The files of a running store, copied as a crash would leave them. */
public final class CrashImage {
    private CrashImage() {}

    /** Copies the directory of a running store to a new one. */
    public static void copy(RocksStore running, Path directory, Path to) {
        try {
            // A crash is one moment: no file may come or go while the copy is made.
            running.db().pauseBackgroundWork();
            try {
                copyFiles(directory, to);
            } finally {
                running.db().continueBackgroundWork();
            }
        } catch (RocksDBException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copyFiles(Path directory, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (!file.endsWith("LOCK")) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }
    }
}

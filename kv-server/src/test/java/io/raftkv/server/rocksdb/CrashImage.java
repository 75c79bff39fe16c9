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
            running.live().db().pauseBackgroundWork();
            try {
                copyFiles(directory, to);
            } finally {
                running.live().db().continueBackgroundWork();
            }
        } catch (RocksDBException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies the directory of a store, or of what is left of one, while nobody changes it. */
    public static void copyFiles(Path directory, Path to) throws IOException {
        try (var all = Files.walk(directory)) {
            for (Path from : all.toList()) {
                if (!from.endsWith("LOCK")) {
                    Files.copy(from, to.resolve(directory.relativize(from)));
                }
            }
        }
    }
}

package io.raftkv.server.rocksdb;

import io.raftkv.raft.storage.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * RocksDB's native library, which travels in its jar. RocksDB itself would unpack it to a file that it deletes when the JVM
 * exits, and a server that is killed never exits that way: each time 15 MB would be left behind. Here the file is gone as
 * soon as the library is loaded, which needs it no longer.
 */
final class RocksLibrary {
    private static boolean loaded;

    private RocksLibrary() {}

    /**
     * Loads the library, the first time that it is called.
     *
     * @throws StorageException when there is none for this system, or no room to unpack it
     */
    static synchronized void load() {
        if (!loaded) {
            unpackAndLoad();
            loaded = true;
        }
    }

    private static void unpackAndLoad() {
        String name = Environment.getJniLibraryFileName("rocksdb");
        // Where RocksDB looks for it in a directory, under another name than in its jar.
        String nameToLoad = Environment.getJniLibraryFileName("rocksdbjni");
        try {
            Path directory = Files.createTempDirectory("raftkv-rocksdb");
            Path file = directory.resolve(nameToLoad);
            try (var library = RocksDB.class.getClassLoader().getResourceAsStream(name)) {
                if (library == null) {
                    throw new FileNotFoundException(name + " is not in RocksDB's jar");
                }
                Files.copy(library, file);
                RocksDB.loadLibrary(List.of(directory.toString()));
            } finally {
                Files.deleteIfExists(file);
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new StorageException(
                    "RocksDB's native library cannot be unpacked to " + System.getProperty("java.io.tmpdir") + ": " + e,
                    e);
        }
    }
}

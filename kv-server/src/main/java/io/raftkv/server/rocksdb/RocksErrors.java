package io.raftkv.server.rocksdb;

import io.raftkv.raft.storage.StorageException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** What RocksDB's errors mean for an operator. */
final class RocksErrors {
    private RocksErrors() {}

    static StorageException whileOpening(Path directory, RocksDBException e) {
        if (String.valueOf(e.getMessage()).contains("lock")) {
            return new StorageException(
                    "the store in " + directory + " is in use by another process: stop the server that runs on this"
                            + " data directory, or give this one another --data-dir",
                    e);
        }
        return whileRunning(directory, "open", e);
    }

    static StorageException whileRunning(Path directory, String what, RocksDBException e) {
        return new StorageException(
                "the store in " + directory + " failed to " + what + ": " + e.getMessage() + "; "
                        + advice(e.getStatus()),
                e);
    }

    private static String advice(@Nullable Status status) {
        if (status != null && status.getSubCode() == Status.SubCode.NoSpace) {
            return "the disk is full: make room and restart";
        }
        if (status != null && status.getCode() == Status.Code.Corruption) {
            return "its files are damaged: remove that directory, and the store is built anew from the log";
        }
        return "check the disk and the directory's permissions, then restart";
    }
}

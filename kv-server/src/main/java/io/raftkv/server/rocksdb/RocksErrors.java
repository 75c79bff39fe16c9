package io.raftkv.server.rocksdb;

import io.raftkv.raft.storage.StorageException;
import io.raftkv.server.mvcc.DamagedStoreException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** What RocksDB's errors mean for an operator. */
final class RocksErrors {
    private RocksErrors() {}

    /**
     * What to raise.
     *
     * @param what the store failed to do
     */
    static StorageException failed(Path directory, String what, RocksDBException e) {
        String failure = "the store in " + directory + " failed to " + what + ": " + e.getMessage();
        Status status = e.getStatus();
        if (status != null && status.getCode() == Status.Code.Corruption) {
            return new DamagedStoreException(failure + "; its files are damaged", e);
        }
        return new StorageException(failure + "; " + advice(status), e);
    }

    private static String advice(@Nullable Status status) {
        return status != null && status.getSubCode() == Status.SubCode.NoSpace
                ? "the disk is full: make room and restart"
                : "check the disk and the directory's permissions, then restart";
    }
}

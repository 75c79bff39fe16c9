package io.raftkv.raft.snapshot;

import java.nio.ByteBuffer;

/**
 * A state machine's state, frozen: it does not change however the state machine goes on, until it is closed. Used by one
 * thread.
 */
public interface Snapshot extends AutoCloseable {

    /** What is in it. */
    SnapshotManifest manifest();

    /**
     * Fills {@code target} with the bytes from {@code offset} on, counted as {@link SnapshotManifest} does. There are as many.
     *
     * @throws io.raftkv.raft.storage.StorageException when the disk fails
     */
    void read(long offset, ByteBuffer target);

    /** Frees what was kept for it. */
    @Override
    void close();
}

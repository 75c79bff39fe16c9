package io.raftkv.raft.snapshot;

import java.nio.ByteBuffer;

/**
 * Takes a snapshot that comes from another server, beside the living state, which it does not touch. Used by one thread. All
 * methods raise {@link io.raftkv.raft.storage.StorageException} when the disk fails.
 */
public interface SnapshotReceiver extends AutoCloseable {

    /** How many bytes are there already, counted as {@link SnapshotManifest} does: more than 0 when an earlier try goes on. */
    long offset();

    /** Adds bytes at {@link #offset}, as many as {@code data} has; never more than the manifest says. */
    void write(ByteBuffer data);

    /** All bytes are there: makes everything durable, also that it is complete. From now on it can be installed. */
    void complete();

    /** No more comes for now. What is there may be kept, so that a later try goes on from it. */
    @Override
    void close();
}

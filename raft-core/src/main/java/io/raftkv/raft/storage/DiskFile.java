package io.raftkv.raft.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of a {@link Disk}. Written by one thread at a time; it may be read by others meanwhile. */
public interface DiskFile extends AutoCloseable {

    /** Its path within the disk, for messages. */
    String path();

    /** Its length in bytes. */
    long size() throws IOException;

    /**
     * Reads from {@code position} until {@code target} is full or the file ends.
     *
     * @return the number of bytes read, 0 at or beyond the end
     */
    int read(ByteBuffer target, long position) throws IOException;

    /**
     * Writes all of {@code sources}, in order, in one gathered write where the system can, from {@code position} on. Their
     * positions are advanced to their limits. Not durable before {@link #force}.
     */
    void write(ByteBuffer[] sources, long position) throws IOException;

    /** Cuts the file off at {@code size}. Not durable before {@link #force}. */
    void truncate(long size) throws IOException;

    /**
     * Returns once everything written so far survives a power loss, with the length that it needs. After a failure
     * nothing that was written since the last success may be trusted, whatever a later call returns.
     */
    void force() throws IOException;

    @Override
    void close() throws IOException;
}

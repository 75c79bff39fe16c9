package io.raftkv.raft.storage;

import java.nio.ByteBuffer;

/** Memory outside the heap that one reader after the other fills from files; it grows with what is asked of it. */
final class ReadBuffer {
    private ByteBuffer buffer = ByteBuffer.allocateDirect(16 << 10);

    /** The memory, cleared, as one buffer of at least {@code bytes}. */
    ByteBuffer ofAtLeast(int bytes) {
        if (buffer.capacity() < bytes) {
            buffer = ByteBuffer.allocateDirect(bytes);
        }
        return buffer.clear();
    }
}

package io.raftkv.raft.storage;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The CRC32C of a frame. Besides the frame's bytes it covers where the frame stands (which segment of which server, at
 * which offset): a frame that got to a wrong place, or bytes of a payload that look like a frame, are not taken for one.
 *
 * <p>Used by one thread. One object for many frames, as nothing is allocated for a frame.
 */
final class FrameChecksum {
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer place = ByteBuffer.allocate(16);

    /**
     * The checksum of a frame that lies whole in {@code buffer}, at {@code at}. Leaves the buffer cleared.
     *
     * @param salt the segment's salt
     * @param offset where the frame begins in the segment's file
     */
    int of(ByteBuffer buffer, int at, int salt, long offset) {
        int length = buffer.getInt(at + Frame.LENGTH_AT);
        start(salt, offset, length);
        update(buffer, at + Frame.DURABLE_INDEX_AT, at + length);
        return (int) crc.getValue();
    }

    /** The same for a frame whose payload lies elsewhere. */
    int of(ByteBuffer buffer, int at, ByteBuffer payload, int salt, long offset) {
        start(salt, offset, buffer.getInt(at + Frame.LENGTH_AT));
        update(buffer, at + Frame.DURABLE_INDEX_AT, at + Frame.PAYLOAD_AT);
        crc.update(payload.duplicate());
        return (int) crc.getValue();
    }

    private void start(int salt, long offset, int length) {
        place.putInt(0, salt).putLong(4, offset).putInt(12, length);
        crc.reset();
        crc.update(place.array());
    }

    private void update(ByteBuffer buffer, int from, int to) {
        buffer.limit(to).position(from);
        crc.update(buffer);
        buffer.clear();
    }
}

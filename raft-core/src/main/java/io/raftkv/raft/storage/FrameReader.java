package io.raftkv.raft.storage;

import io.raftkv.raft.core.EntryType;
import io.raftkv.raft.core.LogEntry;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Walks from frame to frame through a segment's file, which it reads in chunks: entries of 256 bytes cost one system call
 * for some thousands of them. Allocates nothing for a frame that is only looked at.
 *
 * <p>Used by one thread, for one walk.
 */
final class FrameReader {
    private static final ByteBuffer NO_PAYLOAD = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final FrameChecksum checksum = new FrameChecksum();
    private final ReadBuffer memory;
    private final DiskFile file;
    private final int salt;
    private final int chunkBytes;
    private ByteBuffer buffer;

    /** Offset in the file of the first byte in the buffer, and how many there are. */
    private long bufferedFrom;

    private int bufferedBytes;

    /** The current frame: its offset in the file, and where it lies in the buffer. */
    private long offset;

    private int at;

    /** Where the frame after the current one begins, and where frames end. */
    private long nextOffset;

    private final long end;

    /**
     * Begins a walk before the frame at {@code from}, through what lies before {@code end}.
     *
     * @param memory lent to this walk until the next one begins
     * @param chunkBytes how much to read at a time, when frames are not larger
     */
    FrameReader(ReadBuffer memory, DiskFile file, int salt, long from, long end, int chunkBytes) {
        this.memory = memory;
        this.buffer = memory.ofAtLeast(0);
        this.file = file;
        this.salt = salt;
        this.chunkBytes = chunkBytes;
        this.end = end;
        offset = from;
        nextOffset = from;
        bufferedFrom = from;
        bufferedBytes = 0;
    }

    /**
     * Goes to the next frame.
     *
     * @return whether a whole frame with a right checksum is there; if not, {@link #offset} says where it should be
     */
    boolean next() throws IOException {
        offset = nextOffset;
        if (!isBuffered(Frame.PAYLOAD_AT)) {
            return false;
        }
        int length = buffer.getInt(at + Frame.LENGTH_AT);
        if (!Frame.isPossible(length, end - offset) || !isBuffered(Frame.padded(length)) || !isWhole(length)) {
            return false;
        }
        nextOffset = offset + Frame.padded(length);
        return true;
    }

    /** Offset in the file of the current frame. */
    long offset() {
        return offset;
    }

    /** Offset behind the current frame and its padding. */
    long nextOffset() {
        return nextOffset;
    }

    /** The highest index that had been forced when the current frame was written. */
    long durableIndex() {
        return buffer.getLong(at + Frame.DURABLE_INDEX_AT);
    }

    /** Term of the current entry. */
    long term() {
        return buffer.getLong(at + Frame.TERM_AT);
    }

    /** Index of the current entry. */
    long index() {
        return buffer.getLong(at + Frame.INDEX_AT);
    }

    /** Type of the current entry. */
    EntryType type() {
        return Frame.typeOf(buffer.get(at + Frame.TYPE_AT));
    }

    /** What {@link LogEntry#sizeInBytes} of the current entry will say. */
    int entryBytes() {
        return LogEntry.OVERHEAD_BYTES + payloadBytes();
    }

    /** The current entry, with a payload of its own: keeping it keeps nothing else in memory. */
    LogEntry entry() {
        var payload = NO_PAYLOAD;
        if (payloadBytes() > 0) {
            var bytes = new byte[payloadBytes()];
            buffer.get(at + Frame.PAYLOAD_AT, bytes);
            payload = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        }
        return new LogEntry(
                index(),
                term(),
                type(),
                buffer.getLong(at + Frame.PROPOSER_AT),
                buffer.getLong(at + Frame.PROPOSAL_AT),
                payload);
    }

    private int payloadBytes() {
        return buffer.getInt(at + Frame.LENGTH_AT) - Frame.PAYLOAD_AT;
    }

    private boolean isWhole(int length) {
        for (int i = at + length; i < at + Frame.padded(length); i++) {
            if (buffer.get(i) != 0) {
                return false;
            }
        }
        return Frame.isTypeCode(buffer.get(at + Frame.TYPE_AT))
                && buffer.getInt(at + Frame.CRC_AT) == checksum.of(buffer, at, salt, offset);
    }

    /** Makes {@code at} the place of the current frame and sees to it that so many of its bytes are in the buffer. */
    private boolean isBuffered(int bytes) throws IOException {
        if (end - offset < bytes) {
            return false;
        }
        if (offset + bytes > bufferedFrom + bufferedBytes) {
            fill(bytes);
        }
        at = (int) (offset - bufferedFrom);
        return bufferedBytes - at >= bytes;
    }

    private void fill(int atLeast) throws IOException {
        int wanted = (int) Math.min(Math.max(chunkBytes, atLeast), end - offset);
        buffer = memory.ofAtLeast(wanted);
        bufferedBytes = file.read(buffer.limit(wanted), offset);
        bufferedFrom = offset;
        buffer.clear();
    }
}

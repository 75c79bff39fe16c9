package io.raftkv.raft.storage;

import io.raftkv.raft.core.LogEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames that wait to be written, in one piece of memory outside the heap that serves batch after batch.
 *
 * <p>A payload is copied into it, next to its header, unless it is large and itself outside the heap: then the gathered
 * write takes it from where it is. (From the heap the JDK would copy it anyway before it hands it to the system.) So a batch
 * of small entries is one contiguous run of bytes, whose checksums are computed at full speed and which needs no list of
 * addresses. The memory grows with the batches, from 64 KiB to 4 MiB; after that, what does not fit waits for a flush.
 */
final class AppendBuffer {
    private static final int SMALLEST_CAPACITY_BYTES = 64 << 10;
    private static final int LARGEST_CAPACITY_BYTES = 4 << 20;
    private static final int REFERENCED_FROM_BYTES = 4 << 10;
    private static final int COPIED_UP_TO_BYTES = 1 << 20;

    private final FrameChecksum checksum = new FrameChecksum();
    private ByteBuffer memory = ByteBuffer.allocateDirect(SMALLEST_CAPACITY_BYTES);

    /** What is to be written, in order, but for the bytes between {@code runStart} and {@code runEnd}, which come last. */
    private final List<ByteBuffer> runs = new ArrayList<>();

    private int runStart;
    private int runEnd;
    private long bytes;

    /** How many bytes wait. */
    long bytes() {
        return bytes;
    }

    /** Whether {@link #add} may be called with this entry; if not, {@link #take} must come first. Grows when it may. */
    boolean hasRoomFor(LogEntry entry) {
        int needed = isCopied(entry.payload()) ? Frame.sizeOf(entry) : Frame.PADDED_HEADER + Frame.ALIGNMENT;
        if (runEnd + needed <= memory.capacity()) {
            return true;
        }
        if (memory.capacity() == LARGEST_CAPACITY_BYTES) {
            return false;
        }
        endRun();
        int capacity = memory.capacity();
        while (capacity < LARGEST_CAPACITY_BYTES && capacity < needed + bytes) {
            capacity *= 2;
        }
        memory = ByteBuffer.allocateDirect(Math.min(capacity * 2, LARGEST_CAPACITY_BYTES));
        runStart = 0;
        runEnd = 0;
        return true;
    }

    /**
     * Adds an entry's frame, for which there is room.
     *
     * @param salt the segment's salt
     * @param offset where in the segment's file the frame will stand
     * @param durableIndex the highest index that has been forced
     */
    void add(LogEntry entry, int salt, long offset, long durableIndex) {
        var payload = entry.payload();
        int at = runEnd;
        int length = Frame.PAYLOAD_AT + payload.remaining();
        int padding = Frame.padded(length) - length;
        memory.putInt(at + Frame.LENGTH_AT, length);
        memory.putLong(at + Frame.DURABLE_INDEX_AT, durableIndex);
        memory.putLong(at + Frame.TERM_AT, entry.term());
        memory.putLong(at + Frame.INDEX_AT, entry.index());
        memory.put(at + Frame.TYPE_AT, Frame.codeOf(entry.type()));
        memory.putLong(at + Frame.PROPOSER_AT, entry.proposer());
        memory.putLong(at + Frame.PROPOSAL_AT, entry.proposal());
        runEnd += Frame.PAYLOAD_AT;
        if (isCopied(payload)) {
            memory.put(runEnd, payload, payload.position(), payload.remaining());
            runEnd += payload.remaining();
            memory.putInt(at + Frame.CRC_AT, checksum.of(memory, at, salt, offset));
        } else {
            memory.putInt(at + Frame.CRC_AT, checksum.of(memory, at, payload, salt, offset));
            endRun();
            runs.add(payload.duplicate());
        }
        for (int i = 0; i < padding; i++) {
            memory.put(runEnd++, (byte) 0);
        }
        bytes += length + padding;
    }

    /** All that waits, in order. To be written before the next {@link #add}, which uses the same memory again. */
    List<ByteBuffer> take() {
        endRun();
        var taken = List.copyOf(runs);
        runs.clear();
        runStart = 0;
        runEnd = 0;
        bytes = 0;
        return taken;
    }

    private void endRun() {
        if (runEnd > runStart) {
            runs.add(memory.slice(runStart, runEnd - runStart));
            runStart = runEnd;
        }
    }

    private static boolean isCopied(ByteBuffer payload) {
        int size = payload.remaining();
        return size < REFERENCED_FROM_BYTES || (!payload.isDirect() && size <= COPIED_UP_TO_BYTES);
    }
}

package io.raftkv.raft.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Looks at what lies behind the last frame that could be read, to tell a torn tail from damage.
 *
 * <p>Each frame carries the highest index that had been forced when it was written. So a later frame that says "X had been
 * forced", where X cannot be read, proves that X was once whole on this disk and has been damaged since. Without such proof
 * X belongs to the last batch, whose force never returned: nobody was told of it, and it may go.
 */
final class TailScan {
    private static final int CHUNK_BYTES = 1 << 20;

    private final Segment segment;
    private final long from;

    /** Looks at what lies behind {@code from} in {@code segment}. */
    TailScan(Segment segment, long from) {
        this.segment = segment;
        this.from = from;
    }

    /** Whether there are only the zeros of an allocation in advance. */
    boolean isBlank() throws IOException {
        var chunk = ByteBuffer.allocate(64 << 10);
        var zeros = ByteBuffer.allocate(chunk.capacity());
        for (long at = from; at < segment.allocatedTo(); at += chunk.position()) {
            segment.read(chunk.clear(), at);
            if (chunk.duplicate().flip().mismatch(zeros.duplicate().limit(chunk.position())) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** @throws StorageException when a frame says that the entry at {@code index} had been forced */
    void requireNeverForced(long index) throws IOException {
        long end = segment.allocatedTo();
        var chunk = ByteBuffer.allocate(CHUNK_BYTES);
        var memory = new ReadBuffer();
        for (long chunkAt = from; chunkAt + Frame.PAYLOAD_AT <= end; chunkAt += CHUNK_BYTES - 2 * Frame.PADDED_HEADER) {
            segment.read(chunk.clear(), chunkAt);
            chunk.flip();
            for (int at = 0; at + Frame.PAYLOAD_AT <= chunk.limit(); at += Frame.ALIGNMENT) {
                if (looksLikeProof(chunk, at, index, end - chunkAt - at)) {
                    var reader = segment.readerFrom(chunkAt + at, memory, 0);
                    if (reader.next()) {
                        throw Segment.damage(
                                segment.where(),
                                from,
                                index,
                                "the entry " + reader.index() + " at byte "
                                        + reader.offset() + " says that everything up to entry " + reader.durableIndex()
                                        + " had been forced to disk before");
                    }
                }
            }
        }
    }

    /** Asked before the checksum is computed, at every eighth byte. */
    private static boolean looksLikeProof(ByteBuffer chunk, int at, long index, long available) {
        int length = chunk.getInt(at + Frame.LENGTH_AT);
        if (!Frame.isPossible(length, available)) {
            return false;
        }
        long durableIndex = chunk.getLong(at + Frame.DURABLE_INDEX_AT);
        return durableIndex >= index && durableIndex < chunk.getLong(at + Frame.INDEX_AT);
    }
}

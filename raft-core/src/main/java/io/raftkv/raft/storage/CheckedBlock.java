package io.raftkv.raft.storage;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A block that says what it is and whether it is whole: the identity file, a slot of the vote file and the header of a
 * segment are such blocks.
 *
 * <pre>
 * magic u64 | format version u32 | crc32c u32 | content
 * </pre>
 *
 * The content is mostly values of 8 bytes each and zeros up to a fixed size. The checksum covers all but itself. This frame
 * stays the same in every format version, so that each release can tell a newer format from a damaged file.
 */
final class CheckedBlock {
    /** The only format version there is yet. */
    static final int FORMAT_VERSION = 1;

    private static final int VERSION_AT = 8;
    private static final int CRC_AT = 12;
    private static final int CONTENT_AT = 16;

    private CheckedBlock() {}

    /** A block of {@code sizeInBytes} that carries {@code values}, ready to be written. */
    static ByteBuffer of(long magic, int sizeInBytes, long... values) {
        var block = ByteBuffer.allocate(sizeInBytes);
        block.putLong(magic).putInt(FORMAT_VERSION).putInt(0);
        for (long value : values) {
            block.putLong(value);
        }
        block.putInt(CRC_AT, checksum(block));
        return block.clear();
    }

    /** The beginning of a block of which what remains in {@code content} is the rest; both ready to be written. */
    static ByteBuffer headOf(long magic, ByteBuffer content) {
        var head = ByteBuffer.allocate(CONTENT_AT);
        head.putLong(magic).putInt(FORMAT_VERSION);
        head.putInt(CRC_AT, checksum(head.slice(0, CRC_AT), content.duplicate()));
        return head.clear();
    }

    /**
     * The values of a block that was read into {@code block}, from 0 to its limit; {@code null} when it is not whole.
     *
     * @param count how many values it carries
     * @param where names the file, for messages
     * @throws StorageException when the block is whole but of a format version that this release does not know
     */
    static long @Nullable [] values(ByteBuffer block, long magic, int count, String where) {
        var content = content(block, magic, where);
        if (content == null || content.remaining() < count * Long.BYTES) {
            return null;
        }
        var values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = content.getLong();
        }
        return values;
    }

    /** What a block carries, zeros up to its fixed size included; otherwise as {@link #values}. */
    static @Nullable ByteBuffer content(ByteBuffer block, long magic, String where) {
        int size = block.limit();
        if (size < CONTENT_AT || block.getLong(0) != magic || block.getInt(CRC_AT) != checksum(block)) {
            return null;
        }
        int version = block.getInt(VERSION_AT);
        if (version != FORMAT_VERSION) {
            throw new StorageException(
                    where + " has format version " + version + ", but this release knows only version " + FORMAT_VERSION
                            + ": start the release that wrote it, or a later one");
        }
        return block.slice(CONTENT_AT, size - CONTENT_AT);
    }

    /** The checksum that the block carries. */
    static int storedChecksum(ByteBuffer block) {
        return block.getInt(CRC_AT);
    }

    private static int checksum(ByteBuffer block) {
        return checksum(block.slice(0, CRC_AT), block.slice(CONTENT_AT, block.limit() - CONTENT_AT));
    }

    private static int checksum(ByteBuffer head, ByteBuffer content) {
        var crc = new CRC32C();
        crc.update(head);
        crc.update(content);
        return (int) crc.getValue();
    }
}

package io.raftkv.raft.storage;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A small block of fixed size that says what it is and whether it is whole: the identity file, a slot of the vote file and
 * the header of a segment are such blocks.
 *
 * <pre>
 * magic u64 | format version u32 | crc32c u32 | values, i64 each | zeros up to the fixed size
 * </pre>
 *
 * The checksum covers all but itself. This frame stays the same in every format version, so that each release can tell a
 * newer format from a damaged file.
 */
final class CheckedBlock {
    /** The only format version there is yet. */
    static final int FORMAT_VERSION = 1;

    private static final int VERSION_AT = 8;
    private static final int CRC_AT = 12;
    private static final int VALUES_AT = 16;

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

    /**
     * The values of a block that was read into {@code block}, from 0 to its limit; {@code null} when it is not whole.
     *
     * @param count how many values it carries
     * @param where names the file, for messages
     * @throws StorageException when the block is whole but of a format version that this release does not know
     */
    static long @Nullable [] values(ByteBuffer block, long magic, int count, String where) {
        int size = block.limit();
        if (size < VALUES_AT + count * Long.BYTES
                || block.getLong(0) != magic
                || block.getInt(CRC_AT) != checksum(block)) {
            return null;
        }
        int version = block.getInt(VERSION_AT);
        if (version != FORMAT_VERSION) {
            throw new StorageException(
                    where + " has format version " + version + ", but this release knows only version " + FORMAT_VERSION
                            + ": start the release that wrote it, or a later one");
        }
        var values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = block.getLong(VALUES_AT + i * Long.BYTES);
        }
        return values;
    }

    /** The checksum that the block carries. */
    static int storedChecksum(ByteBuffer block) {
        return block.getInt(CRC_AT);
    }

    private static int checksum(ByteBuffer block) {
        int size = block.limit();
        var crc = new CRC32C();
        crc.update(block.slice(0, CRC_AT));
        crc.update(block.slice(VALUES_AT, size - VALUES_AT));
        return (int) crc.getValue();
    }
}

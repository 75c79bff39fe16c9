package io.raftkv.raft.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file that says "the log is being cut before this entry", there from before a truncation begins until it is durable.
 *
 * <p>A power failure during a truncation can leave the old length with holes of zeros in it, or some later segments without
 * others. Without the note that would look like damage to entries that had been forced; with it, recovery knows that they
 * were to be deleted, and finishes the work.
 */
final class TruncationNote {
    private static final String NAME = "truncation";
    private static final String PATH = Segment.DIRECTORY + "/" + NAME;
    private static final long MAGIC = 0x7261_6674_6b76_2d74L; // "raftkv-t"
    private static final int SIZE_BYTES = 64;

    /** Says that no truncation is under way. */
    static final long NONE = Long.MAX_VALUE;

    private TruncationNote() {}

    /** Notes that the entry at {@code fromIndex} and all that follow it are about to go; durable on return. */
    static void write(Disk disk, long fromIndex) throws IOException {
        NewFile.write(disk, Segment.DIRECTORY, NAME, CheckedBlock.of(MAGIC, SIZE_BYTES, fromIndex));
    }

    /**
     * Removes the note after the truncation; durable on return. Nothing may be appended before: an old note would have
     * recovery delete the new entries.
     */
    static void remove(Disk disk) throws IOException {
        disk.delete(PATH);
        disk.forceDirectory(Segment.DIRECTORY);
    }

    /** The first index that is to go, {@link #NONE} when no truncation was under way. */
    static long read(Disk disk) throws IOException {
        if (!disk.exists(PATH)) {
            return NONE;
        }
        var block = ByteBuffer.allocate(SIZE_BYTES);
        try (var file = disk.open(PATH)) {
            file.read(block, 0);
        }
        String where = "file " + PATH + " in data directory " + disk.describe();
        long[] values = CheckedBlock.values(block.flip(), MAGIC, 1, where);
        if (values == null) {
            throw StorageException.lostData(
                    where + " is damaged: it does not say any more which entries were to be deleted when"
                            + " the power failed");
        }
        return values[0];
    }
}

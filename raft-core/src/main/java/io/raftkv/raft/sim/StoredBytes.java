package io.raftkv.raft.sim;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** The bytes of one file on a {@link SimulatedDisk}: as written, and as forced. They differ in the dirty range only. */
final class StoredBytes {

    private static final int SECTOR_BYTES = 512;

    private byte[] bytes = new byte[SECTOR_BYTES];
    private int size;
    private byte[] durableBytes = new byte[SECTOR_BYTES];
    private int durableSize;
    private int dirtyFrom = Integer.MAX_VALUE;
    private int dirtyTo;

    /** Where that begins what the last force made durable. */
    private int lastForcedFrom;

    int size() {
        return size;
    }

    /** Reads from {@code position} until {@code target} is full or the file ends, and says how much that was. */
    int read(ByteBuffer target, long position) {
        int length = (int) Math.min(target.remaining(), Math.max(0, size - position));
        target.put(bytes, (int) Math.min(position, size), length);
        return length;
    }

    void write(ByteBuffer source, int position) {
        int end = position + source.remaining();
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
        }
        source.get(bytes, position, end - position);
        size = Math.max(size, end);
        markDirty(position, end);
    }

    void truncate(int newSize) {
        if (newSize < size) {
            Arrays.fill(bytes, newSize, size, (byte) 0);
            markDirty(newSize, size);
            size = newSize;
        }
    }

    private void markDirty(int from, int to) {
        dirtyFrom = Math.min(dirtyFrom, from);
        dirtyTo = Math.max(dirtyTo, to);
    }

    void force() {
        if (dirtyFrom < dirtyTo) {
            lastForcedFrom = dirtyFrom;
        }
        makeDurable(dirtyFrom, dirtyTo);
        durableSize = size;
        markClean();
    }

    /**
     * A force failed. The bytes can still be read, but they will never be written: the system takes them for clean, and no
     * later force tries again.
     */
    void failToForce() {
        markClean();
    }

    /** The power goes while {@code from} to some end is written: the bytes up to {@code to} are there, and nothing else that is new. */
    void tear(int from, int to) {
        makeDurable(from, to);
        durableSize = Math.max(durableSize, to);
        markClean();
    }

    /** How much there was before the last force; everything when that made all of it durable. */
    int sizeVouchedFor() {
        return lastForcedFrom == 0 ? size : Math.min(size, lastForcedFrom);
    }

    private void makeDurable(int from, int to) {
        if (durableBytes.length < bytes.length) {
            durableBytes = Arrays.copyOf(durableBytes, bytes.length);
        }
        if (from < to) {
            System.arraycopy(bytes, from, durableBytes, from, to - from);
        }
    }

    private void markClean() {
        dirtyFrom = Integer.MAX_VALUE;
        dirtyTo = 0;
    }

    /** Each dirty sector is lost or kept by chance; a length that was not forced is kept when a sector beyond it is. */
    void losePower(RandomGenerator random) {
        boolean anythingKept = dirtyFrom < dirtyTo && random.nextBoolean();
        if (anythingKept) {
            for (int sector = dirtyFrom / SECTOR_BYTES; sector * SECTOR_BYTES < dirtyTo; sector++) {
                if (random.nextBoolean()) {
                    int from = Math.max(dirtyFrom, sector * SECTOR_BYTES);
                    int to = Math.min(Math.min(dirtyTo, (sector + 1) * SECTOR_BYTES), bytes.length);
                    makeDurable(from, to);
                    durableSize = Math.max(durableSize, Math.min(size, to));
                }
            }
        }
        bytes = Arrays.copyOf(durableBytes, durableBytes.length);
        size = durableSize;
        markClean();
    }

    /** One bit turns over, whether the byte at {@code position} was forced or not. */
    void flipBit(int position, int bit) {
        bytes[position] ^= (byte) (1 << bit);
        if (position < durableSize) {
            durableBytes[position] ^= (byte) (1 << bit);
        }
    }
}

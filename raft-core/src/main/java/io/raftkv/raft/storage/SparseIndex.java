package io.raftkv.raft.storage;

import java.util.Arrays;

/**
 * Where some of a segment's entries stand in its file: about one for each 4 KiB, so that an entry is found by reading 4 KiB
 * at most. It costs 8 bytes for each 4 KiB of log, 2 MiB of memory for 1 GiB of it.
 */
final class SparseIndex {
    private static final int BYTES_BETWEEN_POINTS = 4 << 10;

    private final long firstIndex;
    private int[] entries = new int[16];
    private int[] offsets = new int[16];
    private int size;

    /** An index of a segment whose first entry will be {@code firstIndex}. */
    SparseIndex(long firstIndex) {
        this.firstIndex = firstIndex;
    }

    /** Notes that {@code index} stands at {@code offset}, or passes over it when a point is near. */
    void note(long index, long offset) {
        if (size > 0 && offset - offsets[size - 1] < BYTES_BETWEEN_POINTS) {
            return;
        }
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, size * 2);
            offsets = Arrays.copyOf(offsets, size * 2);
        }
        entries[size] = Math.toIntExact(index - firstIndex);
        offsets[size] = Math.toIntExact(offset);
        size++;
    }

    /** The offset of {@code index}, or of an entry shortly before it. There must be such an entry. */
    long offsetAtOrBefore(long index) {
        int point = Arrays.binarySearch(entries, 0, size, Math.toIntExact(index - firstIndex));
        return offsets[point >= 0 ? point : -point - 2];
    }

    /** Forgets {@code fromIndex} and what follows it. */
    void truncate(long fromIndex) {
        while (size > 0 && firstIndex + entries[size - 1] >= fromIndex) {
            size--;
        }
    }
}

package io.raftkv.jepsen.checker;

import java.util.Arrays;

/**
 * The configurations that a search has visited, which it need not visit again. One is a place in the history, a state, which of the
 * operations under way there are done, and which of the unknown ones. Of two that differ only in the unknown ones, the one that used fewer can do all that
 * the other can, so a superset counts as visited.
 *
 * <p>Chains through one array of longs: no object for each configuration.
 */
final class Configurations {
    private static final int HEADER = 2; // the next in the chain, place and state

    private final int live;
    private final int unknown;
    private final int stride;
    private long[] entries;
    private int[] heads = new int[64];
    private int size;

    /** Makes it for so many longs of operations under way, and of unknown ones. */
    Configurations(int live, int unknown) {
        this.live = live;
        this.unknown = unknown;
        this.stride = HEADER + live + unknown;
        this.entries = new long[32 * stride];
        Arrays.fill(heads, -1);
    }

    /** About how much each takes. */
    long bytesEach() {
        return 8L * stride * 2 + 8;
    }

    /** Adds what {@code done} holds from {@code from} on, the operations under way first; false when it is visited already. */
    boolean add(int place, int state, long[] done, int from) {
        long key = (long) place << 32 | state;
        int bucket = hash(key, done, from) & (heads.length - 1);
        for (int entry = heads[bucket]; entry >= 0; entry = (int) entries[entry * stride]) {
            if (isVisited(entry * stride, key, done, from)) {
                return false;
            }
        }
        if (size == heads.length) {
            rehash();
            bucket = hash(key, done, from) & (heads.length - 1);
        }
        if ((size + 1) * stride > entries.length) {
            entries = Arrays.copyOf(entries, 2 * entries.length);
        }
        int at = size * stride;
        entries[at] = heads[bucket];
        entries[at + 1] = key;
        System.arraycopy(done, from, entries, at + HEADER, live + unknown);
        heads[bucket] = size++;
        return true;
    }

    /** Whether one more would not fit into an array. */
    boolean isFull() {
        return (size + 1L) * stride * 2 > Integer.MAX_VALUE - 16;
    }

    private boolean isVisited(int at, long key, long[] done, int from) {
        if (entries[at + 1] != key) {
            return false;
        }
        for (int i = 0; i < live; i++) {
            if (entries[at + HEADER + i] != done[from + i]) {
                return false;
            }
        }
        for (int i = live; i < live + unknown; i++) {
            if ((entries[at + HEADER + i] & ~done[from + i]) != 0) {
                return false;
            }
        }
        return true;
    }

    private void rehash() {
        heads = new int[2 * heads.length];
        Arrays.fill(heads, -1);
        for (int entry = 0; entry < size; entry++) {
            int at = entry * stride;
            int bucket = hash(entries[at + 1], entries, at + HEADER) & (heads.length - 1);
            entries[at] = heads[bucket];
            heads[bucket] = entry;
        }
    }

    /** Of all but the unknown ones, so that those which differ only there share a chain. */
    private int hash(long key, long[] done, int from) {
        long hash = key * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < live; i++) {
            hash = (hash ^ (hash >>> 29) ^ done[from + i]) * 0xBF58476D1CE4E5B9L;
        }
        return (int) (hash ^ (hash >>> 32));
    }
}

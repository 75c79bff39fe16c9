package io.raftkv.raft.core;

import java.util.ArrayList;
import java.util.List;

/**
 * The entries at the end of the log that are kept in memory: a ring, indexed by log index. Costs one array slot an entry;
 * appending, reading and evicting one take constant time and allocate nothing.
 */
final class RecentEntries {

    private LogEntry[] ring = new LogEntry[1024];
    private long firstIndex;
    private long nextIndex;
    private long bytes;

    /** Nothing in memory; the next entry to come has index {@code nextIndex}. */
    RecentEntries(long nextIndex) {
        this.firstIndex = nextIndex;
        this.nextIndex = nextIndex;
    }

    boolean contains(long index) {
        return firstIndex <= index && index < nextIndex;
    }

    LogEntry get(long index) {
        return ring[slot(index)];
    }

    /** Bytes in memory, as {@link LogEntry#sizeInBytes()} counts them. */
    long bytes() {
        return bytes;
    }

    long firstIndex() {
        return firstIndex;
    }

    void append(LogEntry entry) {
        if (nextIndex - firstIndex == ring.length) {
            grow();
        }
        ring[slot(entry.index())] = entry;
        nextIndex = entry.index() + 1;
        bytes += entry.sizeInBytes();
    }

    void truncate(long fromIndex) {
        while (nextIndex > fromIndex && nextIndex > firstIndex) {
            nextIndex--;
            remove(nextIndex);
        }
        nextIndex = fromIndex;
        firstIndex = Math.min(firstIndex, fromIndex);
    }

    void evictFirst() {
        remove(firstIndex);
        firstIndex++;
    }

    /** Forgets everything up to {@code index}. */
    void evictTo(long index) {
        while (firstIndex <= index && firstIndex < nextIndex) {
            evictFirst();
        }
    }

    /** Entries of a range that is in memory: at least one, and otherwise no more than {@code maxBytes}. */
    List<LogEntry> entries(long fromIndex, long toIndex, long maxBytes) {
        var entries = new ArrayList<LogEntry>();
        long size = 0;
        for (long index = fromIndex; index <= toIndex; index++) {
            LogEntry entry = get(index);
            size += entry.sizeInBytes();
            if (size > maxBytes && !entries.isEmpty()) {
                break;
            }
            entries.add(entry);
        }
        return entries;
    }

    private void remove(long index) {
        bytes -= get(index).sizeInBytes();
        ring[slot(index)] = null;
    }

    private int slot(long index) {
        return (int) (index & (ring.length - 1));
    }

    private void grow() {
        var larger = new LogEntry[ring.length * 2];
        for (long index = firstIndex; index < nextIndex; index++) {
            larger[(int) (index & (larger.length - 1))] = get(index);
        }
        ring = larger;
    }
}

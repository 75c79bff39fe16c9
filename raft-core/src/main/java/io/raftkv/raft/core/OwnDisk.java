package io.raftkv.raft.core;

import java.util.ArrayDeque;

/**
 * What a leader knows of its own disk: it takes entries and acknowledges them later, as a follower does, and the leader does
 * not wait for it (D 10.2.1). It counts what is under way, so that a disk that stalls while the followers go on does not make
 * memory grow without bound.
 */
final class OwnDisk {

    private record Batch(long lastIndex, long bytes, long begun) {}

    private final ArrayDeque<Batch> underWay = new ArrayDeque<>();

    /** Index of the highest entry known to be durable here. */
    private long matchIndex;

    /** Entries appended since the last batch, and all that is not acknowledged, in bytes. */
    private long newBytes;

    private long unacknowledgedBytes;

    long matchIndex() {
        return matchIndex;
    }

    long unacknowledgedBytes() {
        return unacknowledgedBytes;
    }

    /** Since when the disk owes an answer, in nanoseconds; {@code now} when it owes none. */
    long silentSince(long now) {
        return underWay.isEmpty() ? now : underWay.getFirst().begun();
    }

    void append(LogEntry entry) {
        newBytes += entry.sizeInBytes();
        unacknowledgedBytes += entry.sizeInBytes();
    }

    /** What was appended since the last call becomes a batch; returns whether there was anything, to be acknowledged as one. */
    boolean endBatch(long lastIndex, long now) {
        boolean anything = newBytes > 0;
        if (anything) {
            underWay.addLast(new Batch(lastIndex, newBytes, now));
            newBytes = 0;
        }
        return anything;
    }

    void acknowledge(long newMatchIndex) {
        matchIndex = Math.max(matchIndex, newMatchIndex);
        while (!underWay.isEmpty() && underWay.peekFirst().lastIndex() <= matchIndex) {
            unacknowledgedBytes -= underWay.removeFirst().bytes();
        }
    }
}

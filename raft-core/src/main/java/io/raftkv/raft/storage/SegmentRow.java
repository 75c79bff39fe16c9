package io.raftkv.raft.storage;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of the log, in order, and those that are on their way out. It takes a system 10 ms and more to free the blocks of
 * a large file, which whoever waits for a batch should not notice: so forgotten segments are cut shorter step by step, and
 * then deleted.
 *
 * <p>Used by one thread.
 */
final class SegmentRow implements AutoCloseable {
    private final Disk disk;

    /** Ascending, without gaps, at least one; the last one is being written. */
    private final List<Segment> segments;

    /** The segments that are not needed any more and have not been deleted yet, still open. */
    private final ArrayDeque<Segment> forgotten = new ArrayDeque<>();

    /** Length of all segments but the last one. */
    private long finishedBytes;

    /** A row of these segments, at least one. */
    SegmentRow(Disk disk, List<Segment> segments) {
        this.disk = disk;
        this.segments = new ArrayList<>(segments);
        measureFinished();
    }

    /** The segment that is being written. */
    Segment last() {
        return segments.getLast();
    }

    /** Puts a segment behind the last one, which is finished. */
    void add(Segment segment) {
        segments.add(segment);
        measureFinished();
    }

    /** Segments from the one on that holds {@code index}. */
    List<Segment> from(long index) {
        int low = 0;
        int high = segments.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (segments.get(middle).firstIndex() <= index) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return segments.subList(low, segments.size());
    }

    /** Deletes the segments that begin at or behind {@code fromIndex}, but not the first of all. */
    void deleteFrom(long fromIndex) throws IOException {
        while (segments.size() > 1 && segments.getLast().firstIndex() >= fromIndex) {
            var segment = segments.removeLast();
            segment.close();
            Segment.delete(disk, segment.firstIndex());
        }
        measureFinished();
    }

    /** Takes the segments out that have no entry behind {@code index}, but not the last of all. */
    void forgetUpTo(long index) {
        while (segments.size() > 1 && segments.getFirst().lastIndex() <= index) {
            forgotten.add(segments.removeFirst());
        }
        measureFinished();
    }

    /**
     * Frees so many bytes of one of the forgotten segments, and deletes it when that is all it has. Durable when the last of
     * them is gone; those that come back after a power failure are deleted by recovery, which never looks into them.
     */
    void free(long bytes) throws IOException {
        var segment = forgotten.peek();
        if (segment == null) {
            return;
        }
        if (segment.allocatedTo() > bytes) {
            segment.shrinkBy(bytes);
            return;
        }
        forgotten.remove();
        segment.close();
        Segment.delete(disk, segment.firstIndex());
        if (forgotten.isEmpty()) {
            disk.forceDirectory(Segment.DIRECTORY);
        }
    }

    /** How much room they take. */
    LogSize size() {
        return new LogSize(segments.size(), finishedBytes + last().allocatedTo());
    }

    @Override
    public void close() throws IOException {
        for (var segment : segments) {
            segment.close();
        }
        for (var segment : forgotten) {
            segment.close();
        }
    }

    private void measureFinished() {
        finishedBytes = 0;
        for (var segment : segments.subList(0, segments.size() - 1)) {
            finishedBytes += segment.allocatedTo();
        }
    }
}

package io.raftkv.raft.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the whole log when the server starts, checks every frame, and decides about what cannot be read: a torn tail is
 * dropped, damage stops the server. Reads 1 MiB at a time; 1 GiB takes well below a second when the disk keeps up.
 */
final class LogRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);
    private static final int CHUNK_BYTES = 1 << 20;

    private final Disk disk;
    private final Identity identity;
    private final ReadBuffer memory;
    private final TermRuns termRuns;
    private final List<Segment> segments = new ArrayList<>();
    private long lastIndex;

    private LogRecovery(Disk disk, Identity identity, ReadBuffer memory, TermRuns termRuns) {
        this.disk = disk;
        this.identity = identity;
        this.memory = memory;
        this.termRuns = termRuns;
    }

    /**
     * Opens all segments. On return everything that was found is durable.
     *
     * @param termRuns an empty one, filled with the terms of the entries found
     * @return the segments, at least one
     * @throws StorageException when entries are missing or damaged that had been forced
     */
    static List<Segment> run(Disk disk, Identity identity, ReadBuffer memory, TermRuns termRuns) throws IOException {
        var recovery = new LogRecovery(disk, identity, memory, termRuns);
        try {
            recovery.run();
            return recovery.segments;
        } catch (IOException | RuntimeException e) {
            for (var segment : recovery.segments) {
                segment.close();
            }
            throw e;
        }
    }

    private void run() throws IOException {
        // A process that was killed may have created, renamed or deleted files without forcing the directory. All that
        // follows builds on the names found here, above all a note of a truncation, so they must be durable first.
        disk.forceDirectory(Segment.DIRECTORY);
        NewFile.deleteLeftovers(disk, Segment.DIRECTORY);
        long truncateFrom = TruncationNote.read(disk);
        var kept = new ArrayList<>(Segment.list(disk));
        while (kept.size() > 1 && kept.getLast() >= truncateFrom) {
            Segment.delete(disk, kept.removeLast());
        }
        if (kept.isEmpty()) {
            throw missing(1);
        }
        for (long firstIndex : kept) {
            boolean isLast = firstIndex == kept.getLast();
            readSegment(firstIndex, truncateFrom, isLast);
        }
        var last = segments.getLast();
        if (truncateFrom == TruncationNote.NONE) {
            // Frames that a killed process had written but not yet forced are in the page cache only. They were read
            // and will be acknowledged, so they must survive a power loss as if they had just been written.
            last.force();
        } else {
            last.truncate(truncateFrom, memory);
            TruncationNote.remove(disk);
        }
    }

    private void readSegment(long firstIndex, long truncateFrom, boolean isLast) throws IOException {
        if (firstIndex != lastIndex + 1) {
            throw missing(lastIndex + 1);
        }
        var segment = Segment.open(disk, identity, firstIndex);
        segments.add(segment);
        var reader = segment.readerFrom(Segment.HEADER_BYTES, memory, CHUNK_BYTES);
        while (lastIndex + 1 < truncateFrom && reader.next()) {
            requireSequence(segment, reader);
            lastIndex++;
            termRuns.append(lastIndex, reader.term());
            segment.found((int) (reader.nextOffset() - reader.offset()));
        }
        if (!isLast) {
            requireComplete(segment);
        } else if (truncateFrom == TruncationNote.NONE) {
            dropTornTail(segment);
        } else if (lastIndex + 1 < truncateFrom) {
            throw Segment.damage(
                    segment.where(),
                    segment.end(),
                    lastIndex + 1,
                    "the log was being cut only from entry " + truncateFrom + " on when the power failed");
        }
    }

    /** A frame with a right checksum at a wrong place in the sequence was not torn: this is no tail to drop. */
    private void requireSequence(Segment segment, FrameReader reader) {
        if (reader.index() != lastIndex + 1 || reader.term() < termRuns.lastTerm()) {
            throw Segment.damage(
                    segment.where(),
                    reader.offset(),
                    lastIndex + 1,
                    "in its place is entry " + reader.index() + " of term " + reader.term() + ", after one of term "
                            + termRuns.lastTerm());
        }
    }

    /** A segment that another one follows was cut to its frames and forced before: it has no tail. */
    private void requireComplete(Segment segment) {
        if (segment.end() != segment.allocatedTo()) {
            throw Segment.damage(
                    segment.where(),
                    segment.end(),
                    lastIndex + 1,
                    "this segment was forced to disk as a whole before the next one was begun");
        }
    }

    private void dropTornTail(Segment segment) throws IOException {
        var tail = new TailScan(segment, segment.end());
        if (tail.isBlank()) {
            return;
        }
        tail.requireNeverForced(lastIndex + 1);
        long bytes = segment.allocatedTo() - segment.end();
        // Behind the torn frame there may be whole ones of the same batch. They are cut off with it: once other entries
        // have taken the place of the torn one, they must not reappear.
        segment.truncate(lastIndex + 1, memory);
        LOG.info(
                "Dropped a torn tail of the log: it was never forced, so it was never acknowledged. where=\"{}\" offset={}"
                        + " bytes={} lastIndex={}",
                segment.where(),
                segment.end(),
                bytes,
                lastIndex);
    }

    private StorageException missing(long index) {
        return new StorageException(
                "data directory " + disk.describe() + " is incomplete: no file in " + Segment.DIRECTORY
                        + "/ has entry " + index + ", though " + (index == 1 ? "the first one is" : "later ones are")
                        + " never without it. Restore the data directory from a copy that is as new as the damaged one");
    }
}

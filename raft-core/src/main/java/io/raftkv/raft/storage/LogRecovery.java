package io.raftkv.raft.storage;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.EntryType;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.SnapshotMetadata;
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
    private final LogSummary summary;
    private final List<Segment> segments = new ArrayList<>();
    private SnapshotMetadata snapshot = SnapshotMetadata.NONE;

    private LogRecovery(Disk disk, Identity identity, ReadBuffer memory, LogSummary summary) {
        this.disk = disk;
        this.identity = identity;
        this.memory = memory;
        this.summary = summary;
    }

    /**
     * Opens all segments. On return everything that was found is durable.
     *
     * @param summary an empty one, filled with what the log says
     * @return the segments, at least one
     * @throws StorageException when entries are missing or damaged that had been forced
     */
    static List<Segment> run(Disk disk, Identity identity, ReadBuffer memory, LogSummary summary) throws IOException {
        var recovery = new LogRecovery(disk, identity, memory, summary);
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
        snapshot = findStart();
        long truncateFrom = TruncationNote.read(disk);
        var kept = new LogFiles(disk, snapshot).deleteForgotten();
        while (kept.size() > 1 && kept.getLast() >= truncateFrom) {
            Segment.delete(disk, kept.removeLast());
        }
        beginAt(kept.getFirst());
        for (long firstIndex : kept) {
            boolean isLast = firstIndex == kept.getLast();
            readSegment(firstIndex, truncateFrom, isLast);
        }
        agreeWithSnapshot(kept.getFirst());
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

    private SnapshotMetadata findStart() throws IOException {
        var start = LogStart.read(disk, identity);
        if (start.stage() == LogStart.Stage.RESETTING) {
            LogReset.finish(disk, identity, start.snapshot());
        }
        return start.snapshot();
    }

    /** The first segment may begin before the snapshot's end: what it has of that is read and checked like the rest. */
    private void beginAt(long firstIndex) {
        boolean isRightBehind = firstIndex == snapshot.lastIncluded().index() + 1;
        summary.reset(
                isRightBehind
                        ? snapshot
                        : new SnapshotMetadata(new LogPosition(firstIndex - 1, 0), Configuration.NONE));
    }

    private void agreeWithSnapshot(long firstIndex) {
        var lastIncluded = snapshot.lastIncluded();
        if (firstIndex > lastIncluded.index()) {
            return;
        }
        long term = summary.termAt(lastIncluded.index());
        if (term != lastIncluded.term()) {
            throw StorageException.lostData("data directory " + disk.describe() + " is a mixture: entry "
                    + lastIncluded.index() + " of the log is of term " + term + ", but file " + LogStart.PATH
                    + " says that it is of term " + lastIncluded.term());
        }
        summary.compact(snapshot);
    }

    private void readSegment(long firstIndex, long truncateFrom, boolean isLast) throws IOException {
        if (firstIndex != summary.lastIndex() + 1) {
            throw LogFiles.missing(disk, summary.lastIndex() + 1, firstIndex);
        }
        var segment = Segment.open(disk, identity, firstIndex);
        segments.add(segment);
        var reader = segment.readerFrom(Segment.HEADER_BYTES, memory, CHUNK_BYTES);
        while (summary.lastIndex() + 1 < truncateFrom && reader.next()) {
            requireSequence(segment, reader);
            summary.append(reader.term());
            noteConfiguration(segment, reader);
            segment.found((int) (reader.nextOffset() - reader.offset()));
        }
        if (!isLast) {
            requireComplete(segment);
        } else if (truncateFrom == TruncationNote.NONE) {
            requireReachesSnapshot(segment);
            dropTornTail(segment);
        } else if (summary.lastIndex() + 1 < truncateFrom) {
            throw Segment.damage(
                    segment.where(),
                    segment.end(),
                    summary.lastIndex() + 1,
                    "the log was being cut only from entry " + truncateFrom + " on when the power failed");
        }
    }

    /** A frame with a right checksum at a wrong place in the sequence was not torn: this is no tail to drop. */
    private void requireSequence(Segment segment, FrameReader reader) {
        if (reader.index() != summary.lastIndex() + 1 || reader.term() < summary.lastTerm()) {
            throw Segment.damage(
                    segment.where(),
                    reader.offset(),
                    summary.lastIndex() + 1,
                    "in its place is entry " + reader.index() + " of term " + reader.term() + ", after one of term "
                            + summary.lastTerm());
        }
    }

    private void noteConfiguration(Segment segment, FrameReader reader) {
        if (reader.type() != EntryType.CONFIGURATION
                || reader.index() <= snapshot.lastIncluded().index()) {
            return;
        }
        try {
            summary.noteConfiguration(reader.entry().payload());
        } catch (IllegalArgumentException e) {
            throw new StorageException(
                    segment.where() + " has at byte " + reader.offset() + " a configuration, entry " + reader.index()
                            + ", that cannot be read: " + e.getMessage(),
                    e);
        }
    }

    /** A segment that another one follows was cut to its frames and forced before: it has no tail. */
    private void requireComplete(Segment segment) {
        if (segment.end() != segment.allocatedTo()) {
            throw Segment.damage(
                    segment.where(),
                    segment.end(),
                    summary.lastIndex() + 1,
                    "this segment was forced to disk as a whole before the next one was begun");
        }
    }

    /** The log was forced up to the entry where the snapshot ends before the snapshot was noted: it has no tail before. */
    private void requireReachesSnapshot(Segment segment) {
        if (summary.lastIndex() < snapshot.lastIncluded().index()) {
            throw Segment.damage(
                    segment.where(),
                    segment.end(),
                    summary.lastIndex() + 1,
                    "file " + LogStart.PATH + " says that everything up to entry "
                            + snapshot.lastIncluded().index() + " had been forced to disk before");
        }
    }

    private void dropTornTail(Segment segment) throws IOException {
        var tail = new TailScan(segment, segment.end());
        if (tail.isBlank()) {
            return;
        }
        long lastIndex = summary.lastIndex();
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
}

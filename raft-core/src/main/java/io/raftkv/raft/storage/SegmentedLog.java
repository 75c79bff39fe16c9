package io.raftkv.raft.storage;

import io.raftkv.raft.core.EntryType;
import io.raftkv.raft.core.Invariants;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.SnapshotMetadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The log on disk, as a row of {@link Segment}s. Appended entries wait in memory until {@link #sync}, which writes all of
 * them at once and forces once (group commit).
 *
 * <p>Used by one thread. After any method has thrown an {@link IOException} the log must not be used again.
 */
final class SegmentedLog implements AutoCloseable {
    private static final int READ_CHUNK_BYTES = 1 << 20;
    private static final long LEAST_BYTES_FREED = 4 << 20;

    private final Disk disk;
    private final Identity identity;
    private final StorageOptions options;
    private final FreeSpace freeSpace;
    private final ReadBuffer memory = new ReadBuffer();
    private final AppendBuffer staged = new AppendBuffer();
    private final LogSummary summary = new LogSummary();
    private SegmentRow segments;

    /** Everything up to here has been forced. */
    private long durableIndex;

    /** What was written since the last sync, which will free twice as much of what is forgotten: it never piles up. */
    private long writtenBytes;

    private SegmentedLog(Disk disk, Identity identity, StorageOptions options, FreeSpace freeSpace) throws IOException {
        this.disk = disk;
        this.identity = identity;
        this.options = options;
        this.freeSpace = freeSpace;
        this.segments = new SegmentRow(disk, LogRecovery.run(disk, identity, memory, summary));
        this.durableIndex = lastIndex();
    }

    /** Creates an empty log; durable on return. */
    static void create(Disk disk, Identity identity) throws IOException {
        disk.createDirectory(Segment.DIRECTORY);
        Segment.create(disk, identity, 1).close();
    }

    /**
     * Opens and recovers the log. On return everything that was found is durable.
     *
     * @param freeSpace told how much the log grows
     */
    static SegmentedLog open(Disk disk, Identity identity, StorageOptions options, FreeSpace freeSpace)
            throws IOException {
        return new SegmentedLog(disk, identity, options, freeSpace);
    }

    /** What is known of its entries without reading them, those included that wait to be written. */
    LogSummary summary() {
        return summary;
    }

    /** How much room it takes. */
    LogSize size() {
        return segments.size();
    }

    /** Puts an entry behind the last one. Not durable before {@link #sync}; its payload must not change until then. */
    void append(LogEntry entry) throws IOException {
        Invariants.check(
                entry.index() == lastIndex() + 1 && entry.term() >= summary.lastTerm(),
                () -> "an entry must follow the last one, but " + entry.position() + " was to follow "
                        + lastPosition());
        Invariants.check(
                entry.payload().remaining() <= Frame.MAX_PAYLOAD_BYTES,
                () -> "entry " + entry.index() + " has " + entry.payload().remaining()
                        + " bytes of payload; the log takes " + Frame.MAX_PAYLOAD_BYTES + " at most");
        int frameBytes = Frame.sizeOf(entry);
        if (!segments.last().hasRoomFor(frameBytes, options)) {
            beginNextSegment();
        }
        if (!staged.hasRoomFor(entry)) {
            flush();
        }
        var segment = segments.last();
        staged.add(entry, segment.salt(), segment.end(), durableIndex);
        segment.place(frameBytes);
        summary.append(entry.term());
        if (entry.type() == EntryType.CONFIGURATION) {
            summary.noteConfiguration(entry.payload());
        }
    }

    /** Returns once every entry survives a power loss. */
    void sync() throws IOException {
        flush();
        if (durableIndex < lastIndex()) {
            segments.last().force();
            durableIndex = lastIndex();
        }
        segments.free(Math.max(LEAST_BYTES_FREED, 2 * writtenBytes));
        writtenBytes = 0;
    }

    /**
     * Deletes the entry at {@code fromIndex} and all that follow it; durable on return. A crash in the meantime leaves the
     * log as it was or a beginning of it that contains all that stays.
     */
    void truncate(long fromIndex) throws IOException {
        Invariants.check(
                fromIndex >= firstIndex() && fromIndex <= lastIndex() + 1,
                () -> "the log has entries " + firstIndex() + " to " + lastIndex() + ", so it cannot be cut at "
                        + fromIndex);
        if (fromIndex > lastIndex()) {
            return;
        }
        sync(); // so that recovery, should it find the note, can rely on all that stays
        TruncationNote.write(disk, fromIndex);
        segments.deleteFrom(fromIndex);
        segments.last().truncate(fromIndex, memory);
        TruncationNote.remove(disk);
        summary.truncate(fromIndex);
        durableIndex = lastIndex();
    }

    /**
     * Forgets the entries up to the snapshot's. That they are forgotten is durable on return; segments that have no other
     * entries are deleted by the calls of {@link #sync} that follow, a piece by each, or by recovery.
     */
    void compact(SnapshotMetadata snapshot) throws IOException {
        var lastIncluded = snapshot.lastIncluded();
        Invariants.check(
                lastIncluded.index() >= firstIndex() - 1
                        && lastIncluded.index() <= lastIndex()
                        && lastIncluded.term() == summary.termAt(lastIncluded.index()),
                () -> "a snapshot may replace only what the log has, but the log begins behind "
                        + summary.snapshot().lastIncluded() + " and ends at " + lastPosition()
                        + ", and the snapshot ends at " + lastIncluded);
        if (durableIndex < lastIncluded.index()) {
            sync(); // recovery takes the snapshot for a proof that all before it was durable
        }
        new LogStart(LogStart.Stage.SETTLED, snapshot).write(disk, identity);
        segments.forgetUpTo(lastIncluded.index());
        summary.compact(snapshot);
    }

    /** Forgets all entries; the log begins anew behind the snapshot. Durable on return, see {@link LogReset}. */
    void reset(SnapshotMetadata snapshot) throws IOException {
        long lastIncludedIndex = snapshot.lastIncluded().index();
        Invariants.check(
                lastIncludedIndex >= firstIndex() - 1,
                () -> "the log begins with entry " + firstIndex() + ", so it cannot begin anew behind entry "
                        + lastIncludedIndex);
        staged.take();
        segments.close();
        LogReset.run(disk, identity, snapshot);
        segments = new SegmentRow(disk, List.of(Segment.open(disk, identity, lastIncludedIndex + 1)));
        summary.reset(snapshot);
        durableIndex = lastIncludedIndex;
    }

    /**
     * Entries from {@code fromIndex} on, up to {@code lastIndex} or the end.
     *
     * @param maxBytes how much may be read, in bytes of {@link LogEntry#sizeInBytes()}; one entry is read even if larger
     * @return none when the log does not reach {@code fromIndex}, or begins behind it
     */
    List<LogEntry> read(long fromIndex, long lastIndex, long maxBytes) throws IOException {
        var entries = new ArrayList<LogEntry>();
        long to = Math.min(lastIndex, lastIndex());
        if (fromIndex > to || fromIndex < firstIndex()) {
            return entries;
        }
        if (to > durableIndex) {
            flush();
        }
        long bytes = 0;
        long next = fromIndex;
        for (var segment : segments.from(fromIndex)) {
            if (next > to) {
                break;
            }
            var reader = segment.readerAt(next, memory, chunkFor(maxBytes - bytes));
            while (true) {
                bytes += reader.entryBytes();
                if (bytes > maxBytes && !entries.isEmpty()) {
                    return entries;
                }
                entries.add(reader.entry());
                next++;
                if (next > Math.min(to, segment.lastIndex())) {
                    break;
                }
                segment.advance(reader);
            }
        }
        return entries;
    }

    @Override
    public void close() throws IOException {
        segments.close();
    }

    /** Writes what waits, without forcing it. */
    private void flush() throws IOException {
        if (staged.bytes() > 0) {
            var segment = segments.last();
            long allocatedBefore = segment.allocatedTo();
            writtenBytes += staged.bytes();
            segment.write(staged.take(), options);
            freeSpace.grown(segment.allocatedTo() - allocatedBefore);
        }
    }

    /** The former segment is durable as a whole before its successor exists: recovery relies on it. */
    private void beginNextSegment() throws IOException {
        flush();
        segments.last().finish();
        durableIndex = lastIndex();
        segments.add(Segment.create(disk, identity, lastIndex() + 1));
    }

    /** Index of the first entry, or of the one that the log would begin with. */
    private long firstIndex() {
        return summary.snapshot().lastIncluded().index() + 1;
    }

    private long lastIndex() {
        return summary.lastIndex();
    }

    private LogPosition lastPosition() {
        return new LogPosition(lastIndex(), summary.lastTerm());
    }

    private static int chunkFor(long maxBytes) {
        return Math.clamp(maxBytes, 0, READ_CHUNK_BYTES);
    }
}

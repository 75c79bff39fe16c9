package io.raftkv.raft.storage;

import io.raftkv.raft.core.Invariants;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.core.LogPosition;
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

    private final Disk disk;
    private final Identity identity;
    private final StorageOptions options;
    private final ReadBuffer memory = new ReadBuffer();
    private final AppendBuffer staged = new AppendBuffer();
    private final TermRuns termRuns = new TermRuns();

    /** Ascending, without gaps, at least one; the last one is being written. */
    private final List<Segment> segments;

    /** Everything up to here has been forced. */
    private long durableIndex;

    private SegmentedLog(Disk disk, Identity identity, StorageOptions options) throws IOException {
        this.disk = disk;
        this.identity = identity;
        this.options = options;
        this.segments = LogRecovery.run(disk, identity, memory, termRuns);
        this.durableIndex = lastIndex();
    }

    /** Creates an empty log; durable on return. */
    static void create(Disk disk, Identity identity) throws IOException {
        disk.createDirectory(Segment.DIRECTORY);
        Segment.create(disk, identity, 1).close();
    }

    /** Opens and recovers the log. On return everything that was found is durable. */
    static SegmentedLog open(Disk disk, Identity identity, StorageOptions options) throws IOException {
        return new SegmentedLog(disk, identity, options);
    }

    /** Index of the last entry, written or still waiting; 0 for an empty log. */
    long lastIndex() {
        return segments.getLast().lastIndex();
    }

    /** Term of the last entry, 0 for an empty log. */
    long lastTerm() {
        return termRuns.lastTerm();
    }

    /** The terms of all entries, as {@link io.raftkv.raft.core.PersistentState} wants them. */
    List<LogPosition> termRuns() {
        return termRuns.toList();
    }

    /** Puts an entry behind the last one. Not durable before {@link #sync}; its payload must not change until then. */
    void append(LogEntry entry) throws IOException {
        Invariants.check(
                entry.index() == lastIndex() + 1 && entry.term() >= lastTerm(),
                () -> "an entry must follow the last one, but " + entry.position() + " was to follow "
                        + new LogPosition(lastIndex(), lastTerm()));
        Invariants.check(
                entry.payload().remaining() <= Frame.MAX_PAYLOAD_BYTES,
                () -> "entry " + entry.index() + " has " + entry.payload().remaining()
                        + " bytes of payload; the log takes " + Frame.MAX_PAYLOAD_BYTES + " at most");
        int frameBytes = Frame.sizeOf(entry);
        if (!segments.getLast().hasRoomFor(frameBytes, options)) {
            beginNextSegment();
        }
        if (!staged.hasRoomFor(entry)) {
            flush();
        }
        var segment = segments.getLast();
        staged.add(entry, segment.salt(), segment.end(), durableIndex);
        segment.place(frameBytes);
        termRuns.append(entry.index(), entry.term());
    }

    /** Returns once every entry survives a power loss. */
    void sync() throws IOException {
        flush();
        if (durableIndex < lastIndex()) {
            segments.getLast().force();
            durableIndex = lastIndex();
        }
    }

    /**
     * Deletes the entry at {@code fromIndex} and all that follow it; durable on return. A crash in the meantime leaves the
     * log as it was or a beginning of it that contains all that stays.
     */
    void truncate(long fromIndex) throws IOException {
        Invariants.check(
                fromIndex >= 1 && fromIndex <= lastIndex() + 1,
                () -> "the log ends at " + lastIndex() + ", so it cannot be cut at " + fromIndex);
        if (fromIndex > lastIndex()) {
            return;
        }
        sync(); // so that recovery, should it find the note, can rely on all that stays
        TruncationNote.write(disk, fromIndex);
        while (segments.size() > 1 && segments.getLast().firstIndex() >= fromIndex) {
            var segment = segments.removeLast();
            segment.close();
            Segment.delete(disk, segment.firstIndex());
        }
        segments.getLast().truncate(fromIndex, memory);
        TruncationNote.remove(disk);
        termRuns.truncate(fromIndex);
        durableIndex = lastIndex();
    }

    /**
     * Entries from {@code fromIndex} on, up to {@code lastIndex} or the end.
     *
     * @param maxBytes how much may be read, in bytes of {@link LogEntry#sizeInBytes()}; one entry is read even if larger
     * @return none when the log ends before {@code fromIndex}
     */
    List<LogEntry> read(long fromIndex, long lastIndex, long maxBytes) throws IOException {
        var entries = new ArrayList<LogEntry>();
        long to = Math.min(lastIndex, lastIndex());
        if (fromIndex > to) {
            return entries;
        }
        if (to > durableIndex) {
            flush();
        }
        long bytes = 0;
        long next = fromIndex;
        for (int i = segmentOf(fromIndex); next <= to; i++) {
            var segment = segments.get(i);
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
        for (var segment : segments) {
            segment.close();
        }
    }

    /** Writes what waits, without forcing it. */
    private void flush() throws IOException {
        if (staged.bytes() > 0) {
            segments.getLast().write(staged.take(), options);
        }
    }

    /** The former segment is durable as a whole before its successor exists: recovery relies on it. */
    private void beginNextSegment() throws IOException {
        flush();
        segments.getLast().finish();
        durableIndex = lastIndex();
        segments.add(Segment.create(disk, identity, lastIndex() + 1));
    }

    private int segmentOf(long index) {
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
        return low;
    }

    private static int chunkFor(long maxBytes) {
        return Math.clamp(maxBytes, 0, READ_CHUNK_BYTES);
    }
}

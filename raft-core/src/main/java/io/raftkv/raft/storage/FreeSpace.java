package io.raftkv.raft.storage;

import java.io.IOException;

/**
 * Whether there is room for more of the log, asked before a request is taken on: a disk that is really full fails in the
 * middle of a write, which stops the server. The reserve leaves room for what must go on: term and vote, truncations,
 * snapshots, and an operator who makes room.
 *
 * <p>Asking the file system is cheap but not free, so it is asked once a second, more often only while the log grows fast or
 * when somebody was refused. In between, what the log has grown by is subtracted.
 */
public final class FreeSpace {
    private static final long MEASURED_EVERY_NANOS = 1_000_000_000;
    private static final long MEASURED_EVERY_BYTES = 8 << 20;
    private static final long MIB = 1 << 20;

    private final Disk disk;
    private final long reserveBytes;

    /** The reserve, and what a write of a single byte may allocate in advance. */
    private final long withheldBytes;

    private volatile long usableBytes = Long.MAX_VALUE;
    private volatile boolean refused;

    private boolean measured;
    private long measuredAt;
    private long grownSinceBytes;

    FreeSpace(Disk disk, StorageOptions options) {
        this.disk = disk;
        this.reserveBytes = options.reserveBytes();
        this.withheldBytes = options.reserveBytes() + options.preallocationStepBytes();
    }

    /**
     * Whether so many bytes of entries can be appended without touching the reserve, as of the last measurement. Before the
     * first one there is room for everything. Any thread may ask; it costs no call of the system.
     */
    public boolean hasRoomFor(long bytes) {
        if (bytes <= usableBytes - withheldBytes) {
            return true;
        }
        refused = true;
        return false;
    }

    /** For an operator: how much is left, and what to do. Any thread may ask. */
    public String describe() {
        return "the disk of data directory " + disk.describe() + " has " + usableBytes / MIB + " MiB left, of which "
                + reserveBytes / MIB + " MiB are kept in reserve: delete what is not needed there, or enlarge it";
    }

    /**
     * Asks the file system when that is due. For the thread that uses the storage, before it writes; and about once a second
     * while requests are refused and nothing is written, or the room that was made would go unnoticed.
     *
     * @param now monotonic time in nanoseconds
     * @throws StorageException when the file system does not answer
     */
    public void measure(long now) {
        if (!measured
                || refused
                || now - measuredAt >= MEASURED_EVERY_NANOS
                || grownSinceBytes >= MEASURED_EVERY_BYTES) {
            measured = true;
            refused = false;
            measuredAt = now;
            grownSinceBytes = 0;
            usableBytes = askForUsableBytes();
        }
    }

    /** The log has grown by so many bytes. */
    void grown(long bytes) {
        grownSinceBytes += bytes;
        long left = usableBytes - bytes;
        usableBytes = left;
    }

    private long askForUsableBytes() {
        try {
            return disk.usableBytes();
        } catch (IOException e) {
            throw new StorageException(
                    "data directory " + disk.describe() + " does not say how much room it has: " + e
                            + ". Check the disk",
                    e);
        }
    }
}

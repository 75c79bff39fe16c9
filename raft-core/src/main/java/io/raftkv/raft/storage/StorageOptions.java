package io.raftkv.raft.storage;

/**
 * How the log is cut into files, and how much room is left beside it.
 *
 * @param segmentBytes a segment that would grow beyond this many bytes is finished and the next one begun; an entry that
 *     is larger still gets a segment of its own
 * @param preallocationStepBytes a segment grows by this many bytes at a time when small batches are appended, filled with zeros; 1
 *     lets it grow by what is appended
 * @param reserveBytes when less than this would be left on the disk, the log shall not grow, see {@link FreeSpace}; 0 for
 *     no reserve
 */
public record StorageOptions(long segmentBytes, long preallocationStepBytes, long reserveBytes) {
    private static final long MIN_SEGMENT_BYTES = 256;
    private static final long MAX_SEGMENT_BYTES = 1L << 30;
    private static final long MAX_RESERVE_BYTES = 1L << 40;
    private static final long DEFAULT_RESERVE_BYTES = 64L << 20;

    /** Segments of 64 MiB that grow by 256 KiB, which nobody has to wait for long, and 64 MiB in reserve. */
    public static final StorageOptions DEFAULTS = new StorageOptions(64L << 20, 256L << 10, DEFAULT_RESERVE_BYTES);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException when one is out of its range, saying which range that is
     */
    public StorageOptions {
        requireWithin("segmentBytes", segmentBytes, MIN_SEGMENT_BYTES, MAX_SEGMENT_BYTES);
        requireWithin("preallocationStepBytes", preallocationStepBytes, 1, MAX_SEGMENT_BYTES);
        requireWithin("reserveBytes", reserveBytes, 0, MAX_RESERVE_BYTES);
    }

    /** The default reserve. */
    public StorageOptions(long segmentBytes, long preallocationStepBytes) {
        this(segmentBytes, preallocationStepBytes, DEFAULT_RESERVE_BYTES);
    }

    private static void requireWithin(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    name + " must be between " + min + " and " + max + " bytes, not " + value);
        }
    }
}

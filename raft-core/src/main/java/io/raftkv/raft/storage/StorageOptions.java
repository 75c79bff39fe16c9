package io.raftkv.raft.storage;

/**
 * How the log is cut into files.
 *
 * @param segmentBytes a segment that would grow beyond this many bytes is finished and the next one begun; an entry that
 *     is larger still gets a segment of its own
 * @param preallocationStepBytes a segment grows by this many bytes at a time, filled with zeros; 1 lets it grow by what is
 *     appended
 */
public record StorageOptions(long segmentBytes, long preallocationStepBytes) {

    /** Segments of 64 MiB that grow by 4 MiB. */
    public static final StorageOptions DEFAULTS = new StorageOptions(64L << 20, 4L << 20);

    private static final long MIN_SEGMENT_BYTES = 256;
    private static final long MAX_SEGMENT_BYTES = 1L << 30;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException when one is out of its range, saying which range that is
     */
    public StorageOptions {
        requireWithin("segmentBytes", segmentBytes, MIN_SEGMENT_BYTES);
        requireWithin("preallocationStepBytes", preallocationStepBytes, 1);
    }

    private static void requireWithin(String name, long value, long min) {
        if (value < min || value > MAX_SEGMENT_BYTES) {
            throw new IllegalArgumentException(
                    name + " must be between " + min + " and " + MAX_SEGMENT_BYTES + " bytes, not " + value);
        }
    }
}

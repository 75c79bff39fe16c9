package io.raftkv.raft.sim;

import java.util.Arrays;

/**
 * The times for which a loop has events in the queue, the next one on top. An event cannot be taken back, so one that has
 * become too early rings in vain; and one that rings before the time wanted makes another one unnecessary for now. That way a
 * loop which is woken often and has a deadline far away does not fill the queue with events of no use.
 */
final class Alarms {

    private static final long NONE = Long.MAX_VALUE;

    /** Falling: the next one is the last element. */
    private long[] times = new long[4];

    private int size;

    /** The next alarm's time; beyond all times when there is none. */
    long next() {
        return size == 0 ? NONE : times[size - 1];
    }

    /** Adds one that rings before all others. */
    void add(long time) {
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
        }
        times[size] = time;
        size++;
    }

    /** The next one has rung. */
    void remove() {
        size--;
    }
}

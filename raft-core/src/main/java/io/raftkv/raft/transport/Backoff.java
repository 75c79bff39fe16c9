package io.raftkv.raft.transport;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt: twice as long after each failure, within bounds, and spread at random over
 * the upper half of that, so that servers that lost each other together do not try again together. Not thread-safe.
 */
final class Backoff {

    private final long minNanos;
    private final long maxNanos;
    private long nextNanos;

    Backoff(Duration min, Duration max) {
        minNanos = min.toNanos();
        maxNanos = max.toNanos();
        nextNanos = minNanos;
    }

    /** The time to wait now, in nanoseconds. */
    long nextDelayNanos() {
        long delay = nextNanos;
        nextNanos = nextNanos > maxNanos / 2 ? maxNanos : 2 * nextNanos;
        return delay - ThreadLocalRandom.current().nextLong(delay / 2 + 1);
    }

    /** The next failure is a first one again. */
    void reset() {
        nextNanos = minNanos;
    }
}

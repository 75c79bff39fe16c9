package io.raftkv.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before another attempt: doubling, up to a limit, and each time a random part of that, so that
 * clients which failed together do not come back together.
 */
final class Backoff {
    private static final long FIRST_NANOS = Duration.ofMillis(20).toNanos();
    private static final long LONGEST_NANOS = Duration.ofMillis(500).toNanos();

    private final RandomGenerator random;
    private long ceilingNanos = FIRST_NANOS;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** Between a half and the whole of a ceiling, which then doubles. */
    long nextNanos() {
        long ceiling = ceilingNanos;
        ceilingNanos = Math.min(2 * ceiling, LONGEST_NANOS);
        return random.nextLong(ceiling / 2, ceiling + 1);
    }
}

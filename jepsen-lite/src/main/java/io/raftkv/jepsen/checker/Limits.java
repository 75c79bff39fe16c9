package io.raftkv.jepsen.checker;

import java.time.Duration;

/**
 * What a search may cost before it ends as unknown.
 *
 * @param time since it began, above 0
 * @param maxBytes of memory, about, above 0
 * @param threads that search at a time, above 0
 */
public record Limits(Duration time, long maxBytes, int threads) {

    /** Checks the ranges. */
    public Limits {
        if (!time.isPositive() || maxBytes <= 0 || threads <= 0) {
            throw new IllegalArgumentException(
                    "limits must be above 0: " + time + ", " + maxBytes + " bytes, " + threads);
        }
    }

    /** A minute, half of the memory that this JVM may use, and all processors. */
    public static Limits usual() {
        Runtime jvm = Runtime.getRuntime();
        return new Limits(Duration.ofMinutes(1), jvm.maxMemory() / 2, jvm.availableProcessors());
    }

    /** The same with another time. */
    public Limits time(Duration other) {
        return new Limits(other, maxBytes, threads);
    }

    /** The same with other memory. */
    public Limits maxBytes(long other) {
        return new Limits(time, other, threads);
    }
}

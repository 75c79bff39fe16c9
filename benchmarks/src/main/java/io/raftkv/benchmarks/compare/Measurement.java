package io.raftkv.benchmarks.compare;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/**
 * What one load did, as it travels in a line from the JVM that measured it.
 *
 * @param operations how many were answered
 * @param errors how many failed
 * @param nanos from the first until the last answer
 * @param p50 latency in nanoseconds, as the following ones
 * @param p99 latency that one of a hundred exceeds
 * @param p999 latency that one of a thousand exceeds
 * @param max the longest
 */
public record Measurement(long operations, long errors, long nanos, long p50, long p99, long p999, long max) {

    private static final int NUMBERS = 7;

    /** Summed up. */
    public static Measurement of(Histogram latencies, long errors, long nanos) {
        return new Measurement(
                latencies.getTotalCount(),
                errors,
                nanos,
                latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(99),
                latencies.getValueAtPercentile(99.9),
                latencies.getMaxValue());
    }

    /**
     * Reads what {@link #toLine} wrote.
     *
     * @throws IllegalArgumentException when the line is not one of those
     */
    public static Measurement parse(String line) {
        long[] n = Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
        if (n.length != NUMBERS) {
            throw new IllegalArgumentException("not a measurement: " + line);
        }
        return new Measurement(n[0], n[1], n[2], n[3], n[4], n[5], n[6]);
    }

    /** Its numbers, in one line. */
    public String toLine() {
        return LongStream.of(operations, errors, nanos, p50, p99, p999, max)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(" "));
    }
}

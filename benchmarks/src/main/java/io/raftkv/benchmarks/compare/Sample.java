package io.raftkv.benchmarks.compare;

import java.util.Locale;

/**
 * One measurement of one contender.
 *
 * @param contender as tables name it
 * @param of what was measured
 * @param round from 1
 * @param measured throughput and latencies
 * @param used what the processes of the contender used meanwhile
 */
public record Sample(String contender, Case of, int round, Measurement measured, ProcessUse used) {

    /** The line that tells somebody who waits. */
    public String progress(int rounds, String concurrencyTitle) {
        return String.format(
                Locale.ROOT,
                "round %d/%d  %-10s %-26s %4s %s: %7.0f/s, p50 %.2f ms, p99 %.2f ms, %.1f µs CPU%s",
                round,
                rounds,
                contender,
                of.load(),
                of.concurrencyText(),
                concurrencyTitle,
                Metric.THROUGHPUT.of(this),
                Metric.P50.of(this),
                Metric.P99.of(this),
                Metric.CPU.of(this),
                measured.errors() == 0 ? "" : ", " + measured.errors() + " errors");
    }
}

package io.raftkv.benchmarks.compare;

/** What can be read off a sample. */
public enum Metric {
    /** Operations per second. */
    THROUGHPUT("ops/s"),
    /** Median latency in milliseconds. */
    P50("p50"),
    /** Latency in milliseconds that one operation of a hundred exceeds. */
    P99("p99"),
    /** Latency in milliseconds that one operation of a thousand exceeds. */
    P999("p99.9"),
    /** Longest latency in milliseconds. */
    MAX("max"),
    /** Microseconds of processor time of all processes of the contender, per operation. */
    CPU("CPU µs/op"),
    /** Bytes that the disk was sent, per operation. */
    WRITTEN("disk B/op"),
    /** MiB in memory of all processes of the contender. */
    RESIDENT("RSS MiB");

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double MIB = 1 << 20;

    private final String title;

    Metric(String title) {
        this.title = title;
    }

    /** As tables name it. */
    public String title() {
        return title;
    }

    /** Whether a contender that has less of it is better. */
    boolean lessIsBetter() {
        return this != THROUGHPUT;
    }

    /** Its value, not finite when nothing was answered. */
    public double of(Sample sample) {
        var measured = sample.measured();
        var used = sample.used();
        double operations = measured.operations();
        return switch (this) {
            case THROUGHPUT -> operations * NANOS_PER_SECOND / measured.nanos();
            case P50 -> measured.p50() / NANOS_PER_MILLI;
            case P99 -> measured.p99() / NANOS_PER_MILLI;
            case P999 -> measured.p999() / NANOS_PER_MILLI;
            case MAX -> measured.max() / NANOS_PER_MILLI;
            case CPU -> used.cpuNanos() / NANOS_PER_MICRO / operations;
            case WRITTEN -> used.writtenBytes() / operations;
            case RESIDENT -> used.residentBytes() / MIB;
        };
    }
}

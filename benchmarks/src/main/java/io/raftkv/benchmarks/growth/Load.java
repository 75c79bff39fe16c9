package io.raftkv.benchmarks.growth;

import io.raftkv.benchmarks.compare.Measurement;
import io.raftkv.benchmarks.compare.ProcessUse;
import io.raftkv.benchmarks.compare.kv.Servers;
import io.raftkv.benchmarks.load.ClosedLoop;
import io.raftkv.benchmarks.load.Workload;
import java.time.Duration;
import java.util.Locale;

/**
 * Clients at work on servers. Used by one thread.
 *
 * @param servers on whom
 * @param clients who
 * @param plan for how long
 */
record Load(Servers servers, ClosedLoop clients, GrowthPlan plan) {

    /** How many clients fill the store, and warm the servers up. */
    private static final int WARM_UP_CLIENTS = 256;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_MICRO = 1e3;

    /** What a column with operations per second is called. */
    static String perSecond(Workload workload) {
        return workload.title() + "/s";
    }

    /** Puts every key once; one that could not be put is an error of the curve. */
    void fill(Curve curve) throws InterruptedException {
        curve.addErrors(clients.fill(WARM_UP_CLIENTS).errors());
    }

    /** Puts and gets that nobody counts. */
    void warmUp(Duration duration) throws InterruptedException {
        clients.run(Workload.MIXED, WARM_UP_CLIENTS, Duration.ZERO, duration);
    }

    /** Measures one workload: throughput, latencies and the servers' CPU. */
    Measurement measure(Workload workload, int count, Curve curve, int round, long at) throws InterruptedException {
        clients.run(workload, count, Duration.ZERO, plan.settle());
        ProcessUse before = servers.use();
        var measured = clients.run(workload, count, Duration.ZERO, plan.duration());
        ProcessUse used = servers.use().since(before);

        double perSecond = measured.operations() * NANOS_PER_SECOND / measured.nanos();
        curve.add(round, at, perSecond(workload), perSecond);
        curve.add(round, at, "p50 ms of " + workload.title(), measured.p50() / NANOS_PER_MILLI);
        curve.add(round, at, "p99 ms of " + workload.title(), measured.p99() / NANOS_PER_MILLI);
        curve.add(
                round, at, "CPU µs of " + workload.title(), used.cpuNanos() / NANOS_PER_MICRO / measured.operations());
        curve.addErrors(measured.errors());
        System.err.println(String.format(
                Locale.ROOT,
                "growth: %s, round %d: %s: %.0f %s, p99 %.2f ms",
                curve.part(),
                round,
                curve.label(at),
                perSecond,
                perSecond(workload),
                measured.p99() / NANOS_PER_MILLI));
        return measured;
    }
}

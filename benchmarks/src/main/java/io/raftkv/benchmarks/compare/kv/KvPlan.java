package io.raftkv.benchmarks.compare.kv;

import io.raftkv.benchmarks.compare.Case;
import io.raftkv.benchmarks.compare.Metric;
import io.raftkv.benchmarks.compare.Target;
import io.raftkv.benchmarks.load.Workload;
import java.time.Duration;
import java.util.List;

/**
 * How long a comparison of servers measures what. Every round starts new servers with empty directories.
 *
 * @param rounds how often each kind of server has its turn
 * @param keys how many keys there are
 * @param cold how long servers that have just started are measured
 * @param warmUp what comes after that and after every key was put once
 * @param settle what does not count at the beginning of each measurement
 * @param duration how long each measurement takes
 */
record KvPlan(int rounds, int keys, Duration cold, Duration warmUp, Duration settle, Duration duration) {

    /** Numbers of clients. */
    static final List<Integer> CLIENTS = List.of(1, 16, 64, 256, 1000);

    /** How many clients fill the store, and warm it up. */
    static final int WARM_UP_CLIENTS = 256;

    /** Five rounds; a quarter of an hour. */
    static KvPlan full() {
        return new KvPlan(
                5,
                100_000,
                Duration.ofSeconds(3),
                Duration.ofSeconds(20),
                Duration.ofMillis(300),
                Duration.ofMillis(1_700));
    }

    /** Two rounds; three minutes. */
    static KvPlan quick() {
        return new KvPlan(
                2,
                20_000,
                Duration.ofSeconds(2),
                Duration.ofSeconds(8),
                Duration.ofMillis(200),
                Duration.ofMillis(800));
    }

    /** Puts at servers that have just started. */
    static Case coldPuts() {
        return new Case(Workload.PUT.title() + ", cold servers", WARM_UP_CLIENTS);
    }

    /** What this project's server wants to reach. */
    static List<Target> targets() {
        return List.of(
                target(Workload.PUT, 256, Metric.THROUGHPUT, 4),
                target(Workload.PUT, 1000, Metric.THROUGHPUT, 4),
                target(Workload.PUT, 1, Metric.P50, 0.4),
                target(Workload.LINEARIZABLE_GET, 256, Metric.THROUGHPUT, 5),
                target(Workload.SERIALIZABLE_GET, 256, Metric.THROUGHPUT, 6));
    }

    private static Target target(Workload workload, int clients, Metric metric, double bound) {
        String what = workload.title() + ", " + (metric == Metric.P50 ? "latency p50" : "throughput");
        return new Target(what, new Case(workload.title(), clients), metric, ServerKind.ETCD.title(), bound);
    }
}

package io.raftkv.benchmarks.compare.raft;

import io.raftkv.benchmarks.compare.Case;
import io.raftkv.benchmarks.compare.Metric;
import io.raftkv.benchmarks.compare.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a comparison of libraries measures, and for how long. Every round starts new JVMs with empty directories.
 *
 * @param rounds how often each library has its turn
 * @param cold what is measured of a JVM that has just started
 * @param warmUp what comes between that and the first measurement that counts as warm: small windows and large ones, because
 *     a compiler that has seen only large batches begins anew when the first single entry comes
 * @param loads what is measured then, in this order
 */
record RaftPlan(int rounds, Load cold, List<Load> warmUp, List<Load> loads) {

    /**
     * One load.
     *
     * @param row where it stands in the tables
     * @param rate proposals per second of an open loop, 0 for a closed one
     */
    record Load(Case row, int rate, int payloadBytes, Duration duration) {

        static Load closed(int window, int payloadBytes, Duration duration) {
            return new Load(new Case(size(payloadBytes), window), 0, payloadBytes, duration);
        }

        static Load open(int rate, int payloadBytes, Duration duration) {
            var row = new Case(String.format(Locale.ROOT, "%s, open loop, %d/s", size(payloadBytes), rate), 0);
            return new Load(row, rate, payloadBytes, duration);
        }

        private static String size(int bytes) {
            return bytes >= 1 << 10 ? (bytes >> 10) + " KiB" : bytes + " B";
        }
    }

    private static final int PAYLOAD_BYTES = 256;
    private static final int SMALL_BYTES = 16;
    private static final int LARGE_BYTES = 4 << 10;
    private static final List<Integer> WINDOWS = List.of(1, 64, 256, 1024, 4096);
    private static final int OPEN_RATE = 5_000;

    /** Five rounds of all windows and payloads; a quarter of an hour with two peers. */
    static RaftPlan full() {
        List<Load> loads = new ArrayList<>();
        for (int bytes : List.of(SMALL_BYTES, PAYLOAD_BYTES, LARGE_BYTES)) {
            for (int window : WINDOWS) {
                loads.add(Load.closed(window, bytes, Duration.ofSeconds(2)));
            }
        }
        loads.add(Load.open(OPEN_RATE, PAYLOAD_BYTES, Duration.ofSeconds(5)));
        return of(5, Duration.ofSeconds(3), Duration.ofSeconds(20), loads);
    }

    /** Two rounds that leave most of the other payloads out; three minutes with two peers. */
    static RaftPlan quick() {
        var duration = Duration.ofMillis(1200);
        List<Load> loads = new ArrayList<>();
        WINDOWS.forEach(window -> loads.add(Load.closed(window, PAYLOAD_BYTES, duration)));
        loads.add(Load.closed(1024, SMALL_BYTES, duration));
        loads.add(Load.closed(1024, LARGE_BYTES, duration));
        loads.add(Load.open(OPEN_RATE, PAYLOAD_BYTES, Duration.ofSeconds(2)));
        return of(2, Duration.ofSeconds(2), Duration.ofSeconds(8), loads);
    }

    private static RaftPlan of(int rounds, Duration cold, Duration warmUp, List<Load> loads) {
        var coldRow = new Case(Load.size(PAYLOAD_BYTES) + ", cold JVM", 256);
        return new RaftPlan(
                rounds,
                new Load(coldRow, 0, PAYLOAD_BYTES, cold),
                List.of(
                        Load.closed(1024, PAYLOAD_BYTES, warmUp.dividedBy(2)),
                        Load.closed(1, PAYLOAD_BYTES, warmUp.dividedBy(4)),
                        Load.closed(64, PAYLOAD_BYTES, warmUp.dividedBy(4))),
                List.copyOf(loads));
    }

    /** What this project's library wants to reach. */
    static List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        targets.add(throughput(64, 2));
        targets.add(throughput(256, 2));
        targets.add(throughput(1024, 3));
        targets.add(throughput(4096, 3));
        targets.add(latency(1, Metric.P50, 0.5));
        WINDOWS.forEach(window -> targets.add(latency(window, Metric.P99, 1)));
        targets.add(target("CPU of all three nodes, 256 B", 1024, Metric.CPU, "", 6));
        return targets;
    }

    /** At least so many times SOFAJRaft's throughput. */
    static Target throughput(int window, double ratio) {
        return target("throughput, 256 B", window, Metric.THROUGHPUT, Library.JRAFT.title(), ratio);
    }

    /** At most so many times SOFAJRaft's latency. */
    static Target latency(int window, Metric metric, double ratio) {
        return target("latency " + metric.title() + ", 256 B", window, metric, Library.JRAFT.title(), ratio);
    }

    private static Target target(String what, int window, Metric metric, String peer, double bound) {
        return new Target(what, new Case(Load.size(PAYLOAD_BYTES), window), metric, peer, bound);
    }
}

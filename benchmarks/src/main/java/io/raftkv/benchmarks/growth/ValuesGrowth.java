package io.raftkv.benchmarks.growth;

import io.raftkv.benchmarks.compare.kv.ServerKind;
import io.raftkv.benchmarks.compare.kv.Servers;
import io.raftkv.benchmarks.load.Workload;
import java.io.IOException;
import java.util.List;

/** Puts as values grow, one size after the other in each round's servers. */
final class ValuesGrowth {

    private static final int CLIENTS = 16;
    private static final int KEYS = 1_000;
    private static final int KIB = 1 << 10;
    private static final double BYTES_PER_MB = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String MB_PER_SECOND = "MB/s";

    private ValuesGrowth() {}

    static Curve measure(GrowthPlan plan) throws IOException, InterruptedException {
        var curve = new Curve(
                Part.VALUES,
                "Values: puts to three servers, " + CLIENTS + " clients, " + KEYS
                        + " keys, random bytes, medians of rounds: " + plan.rounds() + ". MB are 10⁶ bytes of values.",
                new Curve.Axis("per value", ValuesGrowth::size),
                new Curve.Drawn(
                        "Puts and MB per second by size of a value",
                        List.of(Load.perSecond(Workload.PUT), MB_PER_SECOND)));
        for (int round = 1; round <= plan.rounds(); round++) {
            try (var servers = Servers.start(ServerKind.RAFTKV)) {
                try (var clients = servers.load(KEYS)) {
                    new Load(servers, clients, plan).warmUp(plan.warmUp());
                }
                for (int valueBytes : plan.valueBytes()) {
                    try (var clients = servers.load(KEYS, valueBytes)) {
                        var measured = new Load(servers, clients, plan)
                                .measure(Workload.PUT, CLIENTS, curve, round, valueBytes);
                        double perSecond = measured.operations() * NANOS_PER_SECOND / measured.nanos();
                        curve.add(round, valueBytes, MB_PER_SECOND, perSecond * valueBytes / BYTES_PER_MB);
                    }
                }
            }
        }
        return curve;
    }

    /** In bytes or KiB, whichever is shorter. */
    static String size(long bytes) {
        return bytes < KIB ? bytes + " B" : bytes / KIB + " KiB";
    }
}

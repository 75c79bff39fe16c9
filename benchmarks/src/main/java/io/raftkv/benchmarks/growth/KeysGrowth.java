package io.raftkv.benchmarks.growth;

import io.raftkv.benchmarks.compare.kv.ServerKind;
import io.raftkv.benchmarks.compare.kv.Servers;
import io.raftkv.benchmarks.load.Workload;
import java.io.IOException;
import java.util.List;

/**
 * Puts and linearizable gets of random keys as their number grows. One cluster grows: new servers for each size would have
 * compiled the more of their code the longer they were being filled, which hides what a larger store costs. Some of that is
 * left, so the warm-up is long.
 */
final class KeysGrowth {

    private static final int CLIENTS = 64;

    private KeysGrowth() {}

    static Curve measure(GrowthPlan plan) throws IOException, InterruptedException {
        var workloads = List.of(Workload.PUT, Workload.LINEARIZABLE_GET);
        var curve = new Curve(
                Part.KEYS,
                "Keys: three servers that grow, warmed up for "
                        + plan.warmUpForKeys().toSeconds() + " s and still warmer at each row than at the one before, "
                        + CLIENTS
                        + " clients, values of 256 B, random keys each of which exists."
                        + " Every put is kept as a version, those of the warm-up too: the store's files, of one server,"
                        + " are what they make together, but for what is in memory yet.",
                new Curve.Axis("keys", Long::toString),
                new Curve.Drawn(
                        "Operations per second by number of keys",
                        workloads.stream().map(Load::perSecond).toList()));
        try (var servers = Servers.start(ServerKind.RAFTKV)) {
            warmUp(plan, servers, curve);
            for (int keys : plan.keys()) {
                try (var clients = servers.load(keys)) {
                    System.err.println("growth: keys: putting " + keys);
                    var load = new Load(servers, clients, plan);
                    load.fill(curve);
                    for (var workload : workloads) {
                        load.measure(workload, CLIENTS, curve, 1, keys);
                    }
                }
                curve.add(1, keys, "store MiB", DataFiles.of(servers, 0).storeMib());
            }
        }
        return curve;
    }

    private static void warmUp(GrowthPlan plan, Servers servers, Curve curve) throws InterruptedException {
        try (var clients = servers.load(plan.keys().getFirst())) {
            var load = new Load(servers, clients, plan);
            load.fill(curve);
            load.warmUp(plan.warmUpForKeys());
        }
    }
}

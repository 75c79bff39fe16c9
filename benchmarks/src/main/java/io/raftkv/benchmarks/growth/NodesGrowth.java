package io.raftkv.benchmarks.growth;

import io.raftkv.benchmarks.compare.kv.ServerKind;
import io.raftkv.benchmarks.compare.kv.Servers;
import io.raftkv.benchmarks.load.Workload;
import java.io.IOException;
import java.util.List;

/** Puts and linearizable gets as the number of servers grows; in turns, with new servers each. */
final class NodesGrowth {

    private static final int CLIENTS = 64;
    private static final int KEYS = 10_000;

    private NodesGrowth() {}

    static Curve measure(GrowthPlan plan) throws IOException, InterruptedException {
        var workloads = List.of(Workload.PUT, Workload.LINEARIZABLE_GET);
        var curve = new Curve(
                Part.NODES,
                "Servers: " + CLIENTS + " clients, " + KEYS + " keys, values of 256 B, medians of rounds: "
                        + plan.rounds() + ". All servers share this machine; CPU is that of all of them.",
                new Curve.Axis("servers", Long::toString),
                new Curve.Drawn(
                        "Operations per second by number of servers",
                        workloads.stream().map(Load::perSecond).toList()));
        for (int round = 1; round <= plan.rounds(); round++) {
            for (int nodes : plan.nodes()) {
                try (var servers = Servers.start(ServerKind.RAFTKV, nodes, List.of());
                        var clients = servers.load(KEYS)) {
                    var load = new Load(servers, clients, plan);
                    load.fill(curve);
                    load.warmUp(plan.warmUp());
                    for (var workload : workloads) {
                        load.measure(workload, CLIENTS, curve, round, nodes);
                    }
                }
            }
        }
        return curve;
    }
}

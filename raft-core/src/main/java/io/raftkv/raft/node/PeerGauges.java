package io.raftkv.raft.node;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.PeerProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Gauges for each of the other members: how far it is behind its leader, and for how long it has been silent. */
final class PeerGauges {

    private static final double NANOS_PER_SECOND = 1e9;

    private final MeterRegistry registry;
    private final Environment environment;
    private final long self;
    private final Supplier<RaftStatus> status;
    private final List<Meter> gauges = new ArrayList<>();

    PeerGauges(MeterRegistry registry, Environment environment, long self, Supplier<RaftStatus> status) {
        this.registry = registry;
        this.environment = environment;
        this.self = self;
        this.status = status;
    }

    /** Other members take part from now on: theirs are the gauges. */
    void observe(Configuration configuration) {
        gauges.forEach(registry::remove);
        gauges.clear();
        Set<Long> others = configuration.members();
        for (long server : others) {
            if (server != self) {
                gauge(
                        server,
                        "raft.peer.lag.entries",
                        "Entries that the member lacks, as its leader knows; 0 on others",
                        peer -> status.get().lastLogIndex() - peer.matchIndex());
                gauge(
                        server,
                        "raft.peer.silence.seconds",
                        "Time since the leader last heard from the member; 0 on others",
                        peer -> Math.max(0, environment.nanoTime() - peer.lastContactNanos()) / NANOS_PER_SECOND);
                gauge(
                        server,
                        "raft.peer.state",
                        "How the leader replicates to the member: 1 probes, 2 replicates, 3 sends a snapshot; 0 on others",
                        peer -> switch (peer.state()) {
                            case PROBE -> 1;
                            case REPLICATE -> 2;
                            case SNAPSHOT -> 3;
                        });
            }
        }
    }

    private void gauge(long server, String name, String description, ToDoubleFunction<PeerProgress> value) {
        gauges.add(Gauge.builder(name, () -> valueOf(server, value))
                .description(description)
                .tag("peer", Long.toHexString(server))
                .register(registry));
    }

    private double valueOf(long server, ToDoubleFunction<PeerProgress> value) {
        return status.get().progress().stream()
                .filter(peer -> peer.server() == server)
                .mapToDouble(value)
                .findFirst()
                .orElse(0);
    }
}

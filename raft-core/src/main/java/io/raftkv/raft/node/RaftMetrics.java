package io.raftkv.raft.node;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.raftkv.raft.core.RoleName;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The meters of one node, named after Prometheus' conventions once exported ({@code raft_term}, {@code raft_force_seconds}, ...). */
final class RaftMetrics {

    private final Counter leaderChanges;
    private final Timer forces;
    private final DistributionSummary writesPerForce;

    RaftMetrics(MeterRegistry registry) {
        this.leaderChanges = Counter.builder("raft.leader.changes")
                .description("How often this server saw a leader appear or disappear, or a new term begin")
                .register(registry);
        this.forces = Timer.builder("raft.force")
                .description("Time to write a batch to the log and force it to disk")
                .publishPercentileHistogram()
                .register(registry);
        this.writesPerForce = DistributionSummary.builder("raft.force.writes")
                .description("Turns of the consensus loop whose writes shared one force")
                .register(registry);
    }

    /** Gauges of what the node publishes after each turn. */
    void observe(MeterRegistry registry, Supplier<RaftStatus> status) {
        gauge(
                registry,
                "raft.term",
                "Latest term that this server has seen",
                () -> status.get().term());
        gauge(
                registry,
                "raft.is.leader",
                "1 when this server leads",
                () -> status.get().role() == RoleName.LEADER ? 1 : 0);
        gauge(
                registry,
                "raft.has.leader",
                "1 when this server knows a leader",
                () -> status.get().leader() == 0 ? 0 : 1);
        gauge(
                registry,
                "raft.last.log.index",
                "Index of the last log entry",
                () -> status.get().lastLogIndex());
        gauge(
                registry,
                "raft.commit.index",
                "Index of the last entry known to be committed",
                () -> status.get().commitIndex());
        gauge(
                registry,
                "raft.applied.index",
                "Index of the last entry applied",
                () -> status.get().appliedIndex());
    }

    private static void gauge(MeterRegistry registry, String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    void leaderChanged() {
        leaderChanges.increment();
    }

    void forced(long nanos, int writes) {
        forces.record(nanos, TimeUnit.NANOSECONDS);
        writesPerForce.record(writes);
    }
}

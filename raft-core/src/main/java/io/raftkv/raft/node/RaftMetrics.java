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

    private final MeterRegistry registry;
    private final Counter leaderChanges;
    private final Counter elections;
    private final Timer forces;
    private final DistributionSummary writesPerForce;
    private final DistributionSummary entriesPerApply;
    private final Counter snapshotsSent;
    private final Counter snapshotsGivenUp;
    private final Counter snapshotBytesSent;
    private final Counter snapshotsInstalled;

    RaftMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.leaderChanges = counter(
                "raft.leader.changes", "How often this server saw a leader appear or disappear, or a new term begin");
        this.elections = counter("raft.elections", "How often this server stood for election");
        this.forces = Timer.builder("raft.force")
                .description("Time to write a batch to the log and force it to disk")
                .publishPercentileHistogram()
                .register(registry);
        this.writesPerForce = DistributionSummary.builder("raft.force.writes")
                .description("Turns of the consensus loop whose writes shared one force")
                .register(registry);
        this.entriesPerApply = DistributionSummary.builder("raft.apply.entries")
                .description("Commands that were applied as one batch")
                .register(registry);
        this.snapshotsSent = counter("raft.snapshots.sent", "Snapshots that other servers have received completely");
        this.snapshotsGivenUp = counter("raft.snapshots.given.up", "Snapshots whose sending was given up");
        this.snapshotBytesSent =
                counter("raft.snapshots.sent.bytes", "Bytes of snapshots that other servers have acknowledged");
        this.snapshotsInstalled = counter("raft.snapshots.installed", "Snapshots that replaced this server's state");
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    /** Gauges of what the node publishes after each turn. */
    void observe(Supplier<RaftStatus> status) {
        gauge(
                "raft.term",
                "Latest term that this server has seen",
                () -> status.get().term());
        gauge("raft.is.leader", "1 when this server leads", () -> status.get().role() == RoleName.LEADER ? 1 : 0);
        gauge(
                "raft.has.leader",
                "1 when this server knows a leader",
                () -> status.get().leader() == 0 ? 0 : 1);
        gauge(
                "raft.first.log.index",
                "Index of the first log entry that is kept",
                () -> status.get().firstLogIndex());
        gauge(
                "raft.last.log.index",
                "Index of the last log entry",
                () -> status.get().lastLogIndex());
        gauge(
                "raft.commit.index",
                "Index of the last entry known to be committed",
                () -> status.get().commitIndex());
        gauge(
                "raft.applied.index",
                "Index of the last entry applied",
                () -> status.get().appliedIndex());
        gauge(
                "raft.voters",
                "Voters of the latest configuration",
                () -> status.get().configuration().voters().size());
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    /** How much waits in a queue between two stages. */
    void queue(String queue, Supplier<Number> size) {
        Gauge.builder("raft.queue.size", size)
                .description(
                        "What waits in front of a stage: messages and requests for the consensus loop, writes for the"
                                + " log writer, batches for the applier")
                .tag("queue", queue)
                .register(registry);
    }

    MeterRegistry registry() {
        return registry;
    }

    void leaderChanged() {
        leaderChanges.increment();
    }

    void stoodForElection() {
        elections.increment();
    }

    void forced(long nanos, int writes) {
        forces.record(nanos, TimeUnit.NANOSECONDS);
        writesPerForce.record(writes);
    }

    void applied(int entries) {
        entriesPerApply.record(entries);
    }

    void snapshotSent(long bytes) {
        snapshotsSent.increment();
        snapshotBytesSent.increment((double) bytes);
    }

    void snapshotGivenUp(long bytes) {
        snapshotsGivenUp.increment();
        snapshotBytesSent.increment((double) bytes);
    }

    void snapshotInstalled() {
        snapshotsInstalled.increment();
    }
}

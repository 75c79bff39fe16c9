package io.raftkv.jepsen.sim;

import io.raftkv.jepsen.nemesis.Moment;
import io.raftkv.raft.sim.SimulatedCluster;
import io.raftkv.raft.sim.Simulation;
import java.util.HashSet;
import java.util.Set;

/** Looks every millisecond whether the moment has come that a fault waits for. */
final class MomentWatch {

    private static final long PAUSE_NANOS = 1_000_000;

    private final Simulation simulation;
    private final SimulatedCluster<?> cluster;
    private final Moment moment;
    private final Runnable action;
    private final long deadline;
    private final Set<Leadership> known;
    private final long snapshotParts;

    private record Leadership(long leader, long term) {}

    /** Begins to wait; {@code action} runs once, at the moment or after {@link Moment#LONGEST_WAIT}. */
    static void await(Simulation simulation, SimulatedCluster<?> cluster, Moment moment, Runnable action) {
        new MomentWatch(simulation, cluster, moment, action).look();
    }

    private MomentWatch(Simulation simulation, SimulatedCluster<?> cluster, Moment moment, Runnable action) {
        this.simulation = simulation;
        this.cluster = cluster;
        this.moment = moment;
        this.action = action;
        this.deadline = simulation.now() + Moment.LONGEST_WAIT.toNanos();
        this.known = leaderships();
        this.snapshotParts = cluster.network().deliveredSnapshotParts();
    }

    private void look() {
        if (hasCome() || simulation.now() >= deadline) {
            action.run();
        } else {
            simulation.schedule(PAUSE_NANOS, this::look);
        }
    }

    private boolean hasCome() {
        return switch (moment) {
            case AT_ONCE -> true;
            case ELECTION -> !known.containsAll(leaderships());
            case SNAPSHOT -> cluster.network().deliveredSnapshotParts() > snapshotParts;
            case MEMBERSHIP_CHANGE ->
                cluster.ids().stream()
                        .anyMatch(id -> cluster.isRunning(id)
                                && cluster.node(id).raft().configuration().isJoint());
        };
    }

    private Set<Leadership> leaderships() {
        var now = new HashSet<Leadership>();
        cluster.leaders()
                .forEach(
                        id -> now.add(new Leadership(id, cluster.node(id).raft().currentTerm())));
        return now;
    }
}

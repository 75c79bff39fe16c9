package io.raftkv.raft.sim;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.MembershipChange;
import io.raftkv.raft.core.MembershipChange.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;

/**
 * What an operator does for a server that was rebuilt: asks, until it is so, that the cluster put the new member in the place of the
 * former one, in one change. Nothing that the former one has said counts from then on.
 */
final class Replacement {

    private static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();

    private final Simulation simulation;
    private final SimulatedCluster<?> cluster;
    private final long former;

    /** For the member that was {@code former}; whoever its machine is when the cluster is asked takes its place. */
    Replacement(Simulation simulation, SimulatedCluster<?> cluster, long former) {
        this.simulation = simulation;
        this.cluster = cluster;
        this.former = former;
    }

    /** Asks now, and again and again as long as the former one is a member for all that the leader knows. */
    void pursue() {
        long leader = cluster.leaders().stream()
                .max(Comparator.comparingLong(id -> cluster.node(id).status().term()))
                .orElse(0L);
        if (leader != 0) {
            var status = cluster.node(leader).status();
            if (status.configurationIsCommitted() && !status.configuration().contains(former)) {
                return;
            }
            askFor(leader, status.configuration());
        }
        simulation.schedule(PAUSE_NANOS, this::pursue);
    }

    private void askFor(long leader, Configuration configuration) {
        if (!configuration.contains(former)) {
            return;
        }
        long successor = cluster.identityOf(former);
        var steps = new ArrayList<Step>();
        if (!configuration.contains(successor)) {
            steps.add(new Step.AddVoter(successor, SimulatedCluster.addressOf(successor)));
        }
        steps.add(new Step.Remove(former));
        var change = MembershipChange.of(steps.toArray(new Step[0]));
        var unused = cluster.node(leader)
                .changeMembers(change)
                .whenComplete((result, failure) -> cluster.trace()
                        .note(
                                simulation.now(),
                                "replacement of S" + former
                                        + (failure == null ? " done: " + result : " failed: " + failure.getMessage())));
    }
}

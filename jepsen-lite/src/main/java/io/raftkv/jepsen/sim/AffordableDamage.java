package io.raftkv.jepsen.sim;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.sim.Fault;
import io.raftkv.raft.sim.SimulatedCluster;
import io.raftkv.raft.sim.Target;
import java.util.Comparator;
import java.util.HashSet;

/**
 * Whether the others can make up for the data that is lost when disks are damaged: no more than a minority of the voters may have lost
 * theirs at a time. Who was rebuilt counts until the cluster has taken it for the former one.
 */
final class AffordableDamage {

    private AffordableDamage() {}

    /**
     * Whether a fault leaves the cluster what it needs. Members are not changed while somebody's data is lost: the others cannot know
     * that yet, and might count on a vote that is gone.
     */
    static boolean isAffordable(SimulatedCluster<?> cluster, Fault fault) {
        return switch (fault) {
            case Fault.DiskCorrupt(var target, var path) -> on(cluster, target);
            case Fault.Members members -> cluster.ids().stream().noneMatch(cluster::isDamaged);
            default -> true;
        };
    }

    private static boolean on(SimulatedCluster<?> cluster, Target target) {
        return cluster.leaders().stream()
                .map(leader -> cluster.node(leader).status())
                .max(Comparator.comparingLong(status -> status.term()))
                .filter(status -> status.configurationIsCommitted()
                        && !status.configuration().isJoint())
                .map(status -> isMinority(cluster, target, status.configuration()))
                .orElse(false);
    }

    private static boolean isMinority(SimulatedCluster<?> cluster, Target target, Configuration members) {
        var lost = new HashSet<>(target.in(cluster));
        cluster.ids().stream().filter(cluster::isDamaged).forEach(lost::add);
        members.voters().stream().filter(id -> !cluster.ids().contains(id)).forEach(lost::add);
        return members.isMajority(id -> !lost.contains(id));
    }
}

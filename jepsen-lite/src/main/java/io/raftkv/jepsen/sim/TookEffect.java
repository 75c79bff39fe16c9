package io.raftkv.jepsen.sim;

import io.raftkv.raft.sim.Fault;
import io.raftkv.raft.sim.SimulatedCluster;
import io.raftkv.raft.sim.Target;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Whether a fault that is about to be injected takes effect: most do when they find somebody to hit, and some only when what they wait
 * for comes.
 */
final class TookEffect {

    private TookEffect() {}

    /** To be called before the injection; what is returned can be asked whenever afterwards. */
    static BooleanSupplier on(SimulatedCluster<?> cluster, Fault fault) {
        return switch (fault) {
            case Fault.TornWrite(var target) -> {
                List<Long> hit = target.in(cluster);
                long before = tornWrites(cluster, hit);
                yield () -> tornWrites(cluster, hit) > before;
            }
            case Fault.DiskCorrupt corrupt -> {
                long before = cluster.refusedStarts();
                yield () -> cluster.refusedStarts() > before;
            }
            default -> {
                boolean finds = findsSomebody(cluster, fault);
                yield () -> finds;
            }
        };
    }

    private static long tornWrites(SimulatedCluster<?> cluster, List<Long> servers) {
        return servers.stream()
                .filter(cluster.ids()::contains)
                .mapToLong(id -> cluster.disk(id).tornWrites())
                .sum();
    }

    private static boolean findsSomebody(SimulatedCluster<?> cluster, Fault fault) {
        return switch (fault) {
            case Fault.Kill(var target) -> hitsARunningOne(cluster, target);
            case Fault.PowerLoss(var target) -> hitsARunningOne(cluster, target);
            case Fault.TornWrite(var target) -> hitsARunningOne(cluster, target);
            case Fault.Pause(var target) -> hitsARunningOne(cluster, target);
            case Fault.SnapshotNow(var target) -> hitsARunningOne(cluster, target);
            case Fault.ClockDrift(var target, var parts) -> hits(cluster, target);
            case Fault.ClockJump(var target, var by) -> hits(cluster, target);
            case Fault.ClockFreeze(var target) -> hits(cluster, target);
            case Fault.ClockStrobe(var target, var by, var every) -> hits(cluster, target);
            case Fault.DiskSlow(var target, var perForce) -> hits(cluster, target);
            case Fault.DiskFull(var target, var room) -> hits(cluster, target);
            case Fault.DiskError(var target) -> hits(cluster, target);
            case Fault.DiskErrorOnce(var target) -> hits(cluster, target);
            case Fault.DiskLie(var target) -> hits(cluster, target);
            case Fault.DiskCorrupt(var target, var path) -> hits(cluster, target);
            case Fault.TransferLeadership transfer -> !cluster.leaders().isEmpty();
            case Fault.Members change -> cluster.ids().stream().anyMatch(cluster::isRunning);
            case Fault.Partition partition -> true;
            case Fault.Flapping flapping -> true;
            case Fault.Links links -> true;
            case Fault.OneLink link -> true;
            case Fault.Restart restart -> false;
            case Fault.Resume resume -> false;
            case Fault.Rebuild rebuild -> false;
            case Fault.HealNetwork heal -> false;
            case Fault.HealClock heal -> false;
            case Fault.HealDisk heal -> false;
            case Fault.OfService service -> false;
        };
    }

    private static boolean hits(SimulatedCluster<?> cluster, Target target) {
        return !target.in(cluster).isEmpty();
    }

    private static boolean hitsARunningOne(SimulatedCluster<?> cluster, Target target) {
        return target.in(cluster).stream().anyMatch(cluster::isRunning);
    }
}

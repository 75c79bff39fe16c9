package io.raftkv.jepsen.sim;

import io.raftkv.client.proto.etcdserverpb.CompactionRequest;
import io.raftkv.raft.sim.Fault;
import io.raftkv.raft.sim.Target;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Makes the faults happen that concern the store, and the crowd before it. */
final class ServiceFaults {

    private final SimulatedServers servers;
    private final Crowd crowd;

    ServiceFaults(SimulatedServers servers, Crowd crowd) {
        this.servers = servers;
        this.crowd = crowd;
    }

    /** Makes a fault happen now; what is returned tells later whether it took effect. */
    BooleanSupplier inject(Fault.OfService fault) {
        return switch (fault) {
            case Fault.Compact(long keep) -> compact(keep);
            case Fault.Defragment(Target target, Duration lasts) -> defragment(target, lasts);
            case Fault.Overload(int requestsPerSecond) -> {
                crowd.leave();
                yield requestsPerSecond == 0 ? nothingHappened() : crowd.come(requestsPerSecond);
            }
            case Fault.ClientLinks links -> nothingHappened();
            case Fault.HealClients heal -> nothingHappened();
        };
    }

    /** The crowd goes home. */
    void heal() {
        crowd.leave();
    }

    /** Asked of one that leads, or of any other that runs. */
    private BooleanSupplier compact(long keep) {
        var cluster = servers.cluster();
        return Stream.concat(cluster.leaders().stream(), cluster.ids().stream())
                .filter(cluster::isRunning)
                .findFirst()
                .map(server -> compactAt(server, keep))
                .orElse(nothingHappened());
    }

    private BooleanSupplier compactAt(long server, long keep) {
        long revision = servers.revisionOf(server) - keep;
        if (revision <= 0) {
            return nothingHappened();
        }
        var answer = servers.replicated(server)
                .compact(CompactionRequest.newBuilder().setRevision(revision).build());
        return () -> answer.isDone() && !answer.isCompletedExceptionally();
    }

    private BooleanSupplier defragment(Target target, Duration lasts) {
        var cluster = servers.cluster();
        List<BooleanSupplier> each = target.in(cluster).stream()
                .filter(cluster::isRunning)
                .map(server -> servers.defragment(server, lasts))
                .toList();
        return () -> each.stream().anyMatch(BooleanSupplier::getAsBoolean);
    }

    private static BooleanSupplier nothingHappened() {
        return Boolean.FALSE::booleanValue;
    }
}

package io.raftkv.jepsen.sim;

import com.google.protobuf.ByteString;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeRequest;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.raft.node.RaftException;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.raft.sim.Simulation;
import io.raftkv.server.kv.ReplicatedStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Further clients, of whom more arrive at once than a server lets wait. They read and delete a key that is never there, so they keep
 * the log, the disks and the reads busy and change nothing that the workload could see: nobody has to check what they are told.
 */
final class Crowd {

    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final ByteString KEY = ByteString.copyFromUtf8("crowd");
    private static final RangeRequest READ =
            RangeRequest.newBuilder().setKey(KEY).build();
    private static final DeleteRangeRequest DELETE =
            DeleteRangeRequest.newBuilder().setKey(KEY).build();

    private final Simulation simulation;
    private final SimulatedServers servers;
    private final RandomGenerator random;

    /** Who is there now; null when nobody is. */
    private @Nullable Visit visit;

    Crowd(Simulation simulation, SimulatedServers servers) {
        this.simulation = simulation;
        this.servers = servers;
        this.random = simulation.random("crowd");
    }

    /** They come in place of those who are there; tells whether any of them has been refused because there were too many. */
    BooleanSupplier come(int requestsPerSecond) {
        var newcomers = new Visit(requestsPerSecond);
        visit = newcomers;
        newcomers.ask();
        return () -> newcomers.wasRefused;
    }

    /** Nobody asks any more. */
    void leave() {
        visit = null;
    }

    private final class Visit {
        private final int requests;
        private boolean wasRefused;

        Visit(int requests) {
            this.requests = requests;
        }

        private void ask() {
            if (!equals(visit)) {
                return;
            }
            var cluster = servers.cluster();
            List<Long> running =
                    cluster.ids().stream().filter(cluster::isRunning).toList();
            if (!running.isEmpty()) {
                var store = servers.replicated(running.get(random.nextInt(running.size())));
                for (int i = 0; i < requests; i++) {
                    ask(store);
                }
            }
            simulation.schedule(PAUSE_NANOS, this::ask);
        }

        private void ask(ReplicatedStore store) {
            CompletableFuture<?> answer = random.nextBoolean() ? store.range(READ) : store.deleteRange(DELETE);
            var unused = answer.whenComplete((value, failure) ->
                    wasRefused |= failure != null && RaftNode.causeOf(failure) instanceof RaftException.Overloaded);
        }
    }
}

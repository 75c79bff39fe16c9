package io.raftkv.jepsen.sim;

import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.run.Recorder;
import io.raftkv.jepsen.workload.Attempt;
import io.raftkv.jepsen.workload.Attempt.Answer;
import io.raftkv.jepsen.workload.NotDoneException;
import io.raftkv.jepsen.workload.Workload;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.raft.sim.Fault.ClientLinks.Way;
import io.raftkv.raft.sim.Simulation;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One client: it does one operation at a time over the {@link ClientNetwork}, whose messages also get lost when the server is
 * gone. As with Jepsen, it goes on as another process when the outcome of an operation is unknown or its server was started again: what
 * a session is promised ends with its connection.
 */
final class SimulatedClient {

    private static final long TIMEOUT_NANOS = 2_000_000_000L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final int client;
    private final int clients;
    private final Workload workload;
    private final Simulation simulation;
    private final SimulatedServers servers;
    private final ClientNetwork links;
    private final Recorder recorder;

    /** Decides what it does and whom it asks; apart from how the network treats it, so that one does not change the other. */
    private final RandomGenerator choices;

    private final RandomGenerator network;

    private int process;

    /** To which life of which server it was last connected, for each place in the list of servers. */
    private final Map<Integer, RaftNode<?>> connections = new HashMap<>();

    private @Nullable Attempt underWay;
    private long began;

    SimulatedClient(
            int client,
            int clients,
            Workload workload,
            Simulation simulation,
            SimulatedServers servers,
            ClientNetwork links,
            Recorder recorder) {
        this.client = client;
        this.clients = clients;
        this.workload = workload;
        this.process = client;
        this.simulation = simulation;
        this.servers = servers;
        this.links = links;
        this.recorder = recorder;
        this.choices = simulation.random("client " + client);
        this.network = simulation.random("network of client " + client);
    }

    /** Whether an operation is under way. */
    boolean waits() {
        return underWay != null;
    }

    /** How many operations it has begun. */
    long began() {
        return began;
    }

    /** Does one operation after the other until {@code time}, {@code rate} in a second or as many as it can. */
    void keepAsking(Duration time, double rate) {
        long pause = (long) (choices.nextDouble() * 2 * NANOS_PER_SECOND / rate);
        simulation.schedule(pause, () -> {
            if (simulation.now() >= time.toNanos()) {
                return;
            }
            if (underWay == null) {
                var unused = begin(workload.next(choices, client));
            }
            keepAsking(time, rate);
        });
    }

    /** Does an operation again and again; tells whether it has succeeded. */
    BooleanSupplier untilItSucceeds(Attempt attempt) {
        var progress = new Object() {
            private boolean succeeded;
        };
        return () -> {
            if (!progress.succeeded && underWay == null) {
                var unused = begin(attempt).thenRun(() -> progress.succeeded = true);
            }
            return progress.succeeded;
        };
    }

    /** Completes with the answer, when there is one in time. */
    private CompletableFuture<Answer> begin(Attempt attempt) {
        began++;
        underWay = attempt;
        List<Long> known = servers.cluster().ids();
        int place = workload.chooseServer(choices, client, known.size());
        long server = known.get(place);
        var node = nodeOf(server);
        var former = node == null ? connections.remove(place) : connections.put(place, node);
        if (former != null && !former.equals(node)) {
            process += clients;
        }
        recorder.invoked(process, attempt);
        var outcome = new CompletableFuture<Answer>();
        carry(Way.REQUESTS, () -> arrive(server, node, attempt, outcome));
        simulation.schedule(TIMEOUT_NANOS, () -> {
            if (!outcome.isDone()) {
                underWay = null;
                recorder.timedOut(process, attempt);
                process += clients;
                outcome.cancel(false);
            }
        });
        return outcome;
    }

    private @Nullable RaftNode<?> nodeOf(long server) {
        return servers.cluster().isRunning(server) ? servers.cluster().node(server) : null;
    }

    private void arrive(long server, @Nullable RaftNode<?> node, Attempt attempt, CompletableFuture<Answer> outcome) {
        CompletableFuture<Answer> answer = node != null && node.equals(nodeOf(server))
                ? attempt.action().apply(servers.frontEnd(server))
                : CompletableFuture.failedFuture(new NotDoneException("S" + server + " does not run, or not any more"));
        var unused = answer.whenComplete(
                (value, failure) -> carry(Way.ANSWERS, () -> finish(attempt, outcome, value, failure)));
    }

    /** An answer that comes too late tells nobody anything. */
    private void finish(
            Attempt attempt, CompletableFuture<Answer> outcome, @Nullable Answer answer, @Nullable Throwable failure) {
        if (outcome.isDone()) {
            return;
        }
        underWay = null;
        if (recorder.completed(process, attempt, answer, failure) == EventType.INFO) {
            process += clients;
        }
        if (answer != null) {
            outcome.complete(answer);
        } else {
            outcome.cancel(false);
        }
    }

    private void carry(Way way, Runnable arrival) {
        links.carry(client + 1, way, network, arrival);
    }
}

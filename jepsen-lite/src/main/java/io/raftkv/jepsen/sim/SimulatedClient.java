package io.raftkv.jepsen.sim;

import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.run.Operations;
import io.raftkv.jepsen.run.Recorder;
import io.raftkv.jepsen.workload.Attempt.Answer;
import io.raftkv.jepsen.workload.Behaviour;
import io.raftkv.jepsen.workload.Invocation;
import io.raftkv.jepsen.workload.NotDoneException;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.raft.sim.Fault.ClientLinks.Way;
import io.raftkv.raft.sim.Simulation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One client: it does one operation at a time over the {@link ClientNetwork}, whose messages also get lost when the server is
 * gone. As with Jepsen, it goes on as another process when the outcome of an operation is unknown or its server was started again: what
 * a session is promised ends with its connection.
 */
final class SimulatedClient<A extends Invocation> {

    private static final long TIMEOUT_NANOS = 2_000_000_000L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final int client;
    private final int processesPerRound;
    private final Behaviour<A> behaviour;
    private final Simulation simulation;
    private final Servers<A> servers;

    /** Those that it asks, as things stand. */
    private final Supplier<List<Long>> asked;

    private final ClientNetwork links;
    private final Recorder recorder;

    /** Decide when it asks, what and whom, and how the network treats it; apart, so that one does not change the others. */
    private final RandomGenerator pauses;

    private final RandomGenerator choices;
    private final RandomGenerator network;

    private int process;

    /** To which life of which server it was last connected, for each place in the list of servers. */
    private final Map<Integer, RaftNode<?>> connections = new HashMap<>();

    private @Nullable A underWay;
    private long began;

    SimulatedClient(
            int client,
            int processesPerRound,
            Behaviour<A> behaviour,
            Simulation simulation,
            Servers<A> servers,
            Supplier<List<Long>> asked,
            ClientNetwork links,
            Recorder recorder) {
        this.client = client;
        this.processesPerRound = processesPerRound;
        this.behaviour = behaviour;
        this.process = client;
        this.simulation = simulation;
        this.servers = servers;
        this.asked = asked;
        this.links = links;
        this.recorder = recorder;
        this.pauses = simulation.random("pauses of client " + client);
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

    /** Does one operation after the other, {@code rate} in a second or as many as it can, until {@code endNanos}. */
    void keepAsking(LongSupplier endNanos, double rate, Operations operations) {
        long pause = (long) (pauses.nextDouble() * 2 * NANOS_PER_SECOND / rate);
        simulation.schedule(pause, () -> {
            if (simulation.now() >= endNanos.getAsLong()) {
                return;
            }
            // Drawn whether it is done or not, so that leaving one out does not change those after it.
            A operation = behaviour.next(choices, client);
            int place = choosePlace();
            if (underWay == null && operations.include(new Operations.Start(simulation.now(), client))) {
                var unused = begin(operation, place);
            }
            keepAsking(endNanos, rate, operations);
        });
    }

    /** Among those that it asks, in their order. */
    private int choosePlace() {
        return behaviour.chooseServer(choices, client, asked.get().size());
    }

    /** Does an operation again and again; tells whether it has succeeded. */
    BooleanSupplier untilItSucceeds(A operation) {
        var progress = new Object() {
            private boolean succeeded;
        };
        return () -> {
            if (!progress.succeeded && underWay == null) {
                var unused = begin(operation, choosePlace()).thenRun(() -> progress.succeeded = true);
            }
            return progress.succeeded;
        };
    }

    /** Completes with the answer, when there is one in time. */
    private CompletableFuture<Answer> begin(A operation, int place) {
        began++;
        underWay = operation;
        long server = asked.get().get(place);
        var node = nodeOf(server);
        var former = node == null ? connections.remove(place) : connections.put(place, node);
        if (former != null && !former.equals(node)) {
            process += processesPerRound;
        }
        recorder.invoked(process, operation);
        var outcome = new CompletableFuture<Answer>();
        carry(Way.REQUESTS, () -> arrive(server, node, operation, outcome));
        simulation.schedule(TIMEOUT_NANOS, () -> {
            if (!outcome.isDone()) {
                underWay = null;
                recorder.timedOut(process, operation);
                process += processesPerRound;
                outcome.cancel(false);
            }
        });
        return outcome;
    }

    private @Nullable RaftNode<?> nodeOf(long server) {
        return servers.cluster().isRunning(server) ? servers.cluster().node(server) : null;
    }

    private void arrive(long server, @Nullable RaftNode<?> node, A operation, CompletableFuture<Answer> outcome) {
        CompletableFuture<Answer> answer = node != null && node.equals(nodeOf(server))
                ? servers.ask(server, operation)
                : CompletableFuture.failedFuture(new NotDoneException("S" + server + " does not run, or not any more"));
        var unused = answer.whenComplete(
                (value, failure) -> carry(Way.ANSWERS, () -> finish(operation, outcome, value, failure)));
    }

    /** An answer that comes too late tells nobody anything. */
    private void finish(
            A operation, CompletableFuture<Answer> outcome, @Nullable Answer answer, @Nullable Throwable failure) {
        if (outcome.isDone()) {
            return;
        }
        underWay = null;
        if (recorder.completed(process, operation, answer, failure) == EventType.INFO) {
            process += processesPerRound;
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

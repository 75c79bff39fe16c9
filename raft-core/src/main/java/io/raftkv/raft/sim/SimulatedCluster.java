package io.raftkv.raft.sim;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.core.RaftConfig;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.raft.node.RaftNodeConfig;
import io.raftkv.raft.node.StateMachine;
import io.raftkv.raft.storage.StorageOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Whole servers in one simulated world: real {@link RaftNode}s with their loops, storage and queues, on one thread. After each
 * event of a server the {@link Guarantees} are checked there.
 *
 * @param <R> what the servers' state machine answers
 */
public final class SimulatedCluster<R> {

    private static final long CLUSTER_ID = 0xC1;

    private final class Server {
        private final long id;
        private final SimulatedDisk disk;
        private SimulatedEnvironment environment;
        private Optional<RaftNode<R>> node = Optional.empty();

        Server(long id) {
            this.id = id;
            this.disk = new SimulatedDisk("disk of S" + id, simulation.random());
            this.environment = newEnvironment();
        }

        private SimulatedEnvironment newEnvironment() {
            return new SimulatedEnvironment(simulation, disk, network.transportOf(id), this::check);
        }

        private void check() {
            if (!failures.isEmpty()) {
                throw failures.getFirst();
            }
            node.ifPresent(running -> guarantees.check(running.raft()));
        }

        void start() {
            environment = newEnvironment();
            guarantees.restarted(id);
            var stateMachine = new Observed<>(id, stateMachines.apply(id), guarantees);
            node = Optional.of(RaftNode.start(configOf(id), environment, stateMachine, new SimpleMeterRegistry()));
            CompletionStage<Void> failure = node.get().failure();
            failure.exceptionally(cause -> {
                failures.add(new AssertionError("S" + id + " stopped working: " + cause.getMessage(), cause));
                return null;
            });
        }

        void crash() {
            environment.crash();
            node = Optional.empty();
        }
    }

    /** Shows everything that a state machine applies to the guarantees. */
    private record Observed<R>(long server, StateMachine<R> observed, Guarantees guarantees)
            implements StateMachine<R> {
        @Override
        public long appliedIndex() {
            return observed.appliedIndex();
        }

        @Override
        public List<R> apply(List<LogEntry> commands) {
            commands.forEach(command -> guarantees.applied(server, command));
            return observed.apply(commands);
        }
    }

    private final Simulation simulation;
    private final Trace trace;
    private final SimulatedNetwork network;
    private final Guarantees guarantees = new Guarantees();
    private final LongFunction<StateMachine<R>> stateMachines;
    private final Map<Long, Server> servers = new TreeMap<>();
    private final List<AssertionError> failures = new ArrayList<>();

    /**
     * A cluster of {@code size} servers with ids from 1, all of them running.
     *
     * @param stateMachines makes the state machine of a server each time it starts
     */
    public SimulatedCluster(Simulation simulation, int size, Trace trace, LongFunction<StateMachine<R>> stateMachines) {
        this.simulation = simulation;
        this.trace = trace;
        this.network = new SimulatedNetwork(simulation, trace);
        this.stateMachines = stateMachines;
        LongStream.rangeClosed(1, size).forEach(id -> servers.put(id, new Server(id)));
        servers.values().forEach(Server::start);
    }

    private RaftNodeConfig configOf(long id) {
        var raft = new RaftConfig(
                id,
                new Configuration(List.copyOf(servers.keySet())),
                Duration.ofSeconds(1),
                Duration.ofMillis(100),
                4096,
                8,
                16 * 1024,
                64 * 1024,
                8 * 1024);
        return new RaftNodeConfig(
                CLUSTER_ID, raft, new StorageOptions(16 * 1024, 2048), 1024, 4096, Duration.ofSeconds(5));
    }

    /** The network between the servers. */
    public SimulatedNetwork network() {
        return network;
    }

    /** What happened lately. */
    public Trace trace() {
        return trace;
    }

    /** Ids of all servers, running or not, ascending. */
    public List<Long> ids() {
        return List.copyOf(servers.keySet());
    }

    /** Whether a server runs. */
    public boolean isRunning(long id) {
        return server(id).node.isPresent();
    }

    /** A running server. */
    public RaftNode<R> node(long id) {
        return server(id).node.orElseThrow(() -> new IllegalStateException("S" + id + " does not run"));
    }

    /** The servers that believe at this moment that they lead: none, one, or a deposed one as well. */
    public List<Long> leaders() {
        return ids().stream()
                .filter(id -> isRunning(id) && node(id).raft().isLeader())
                .toList();
    }

    /** The server crashes: its memory is gone, and so is what its disk had not forced, or half of it. */
    public void crash(long id) {
        trace.note(simulation.now(), "S" + id + " crashes");
        server(id).crash();
    }

    /** A server that crashed starts again with what its disk has kept. */
    public void restart(long id) {
        trace.note(simulation.now(), "S" + id + " starts");
        server(id).start();
    }

    private Server server(long id) {
        Server server = servers.get(id);
        if (server == null) {
            throw new IllegalArgumentException("there is no S" + id + " among " + servers.keySet());
        }
        return server;
    }
}

package io.raftkv.raft.sim;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.Raft;
import io.raftkv.raft.core.RaftConfig;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.raft.node.RaftNodeConfig;
import io.raftkv.raft.node.StateMachine;
import io.raftkv.raft.storage.Disk;
import io.raftkv.raft.storage.StorageOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * Whole servers in one simulated world: real {@link RaftNode}s with their loops, storage and queues, on one thread. After each
 * event of a server the {@link Guarantees} are checked there.
 *
 * <p>What can be done to a server does nothing when it makes no sense, such as killing one that does not run: so a fault
 * never depends on those before it.
 *
 * @param <R> what the servers' state machine answers
 */
public final class SimulatedCluster<R> implements Cluster {

    /** Makes the state machine of a server each time it starts. */
    @FunctionalInterface
    public interface StateMachines<R> {

        /**
         * One with what it had made durable, and nothing else.
         *
         * @param server id of the server
         * @param disk of that server, which survives
         */
        StateMachine<R> of(long server, Disk disk);
    }

    private static final long CLUSTER_ID = 0xC1;

    /** A machine's servers have ids that differ by this: S2, after it was rebuilt S1002, and then S2002. */
    private static final long IDS_PER_REBUILD = 1_000;

    private final Simulation simulation;
    private final Trace trace;
    private final SimulatedNetwork network;
    private final Guarantees guarantees = new Guarantees();
    private final StateMachines<R> stateMachines;
    private final UnaryOperator<RaftNodeConfig> adjustment;

    /** The server that each machine is now. */
    private final SortedMap<Long, SimulatedServer<R>> servers = new TreeMap<>();

    private long refusedStarts;
    private final Configuration firstConfiguration;
    private final List<AssertionError> errors = new ArrayList<>();

    /**
     * A cluster of {@code size} servers with ids from 1, all of them running, with timers of 1 s and 100 ms and small windows.
     */
    public SimulatedCluster(Simulation simulation, int size, Trace trace, StateMachines<R> stateMachines) {
        this(simulation, size, trace, stateMachines, UnaryOperator.identity());
    }

    /**
     * The same with other configurations.
     *
     * @param adjustment makes the configuration of a server from the usual one, each time it starts
     */
    public SimulatedCluster(
            Simulation simulation,
            int size,
            Trace trace,
            StateMachines<R> stateMachines,
            UnaryOperator<RaftNodeConfig> adjustment) {
        this.simulation = simulation;
        this.trace = trace;
        this.network = new SimulatedNetwork(simulation, trace);
        this.stateMachines = stateMachines;
        this.adjustment = adjustment;
        this.firstConfiguration = Configuration.of(addressesOfFirst(size));
        firstConfiguration.members().forEach(this::add);
    }

    private static SortedMap<Long, String> addressesOfFirst(int size) {
        var addresses = new TreeMap<Long, String>();
        LongStream.rangeClosed(1, size).forEach(id -> addresses.put(id, addressOf(id)));
        return addresses;
    }

    /** Where the simulated network finds a server: what a change of members says about one that is to be added. */
    public static String addressOf(long id) {
        return "S" + id;
    }

    private void check(Raft raft) {
        if (!errors.isEmpty()) {
            throw errors.getFirst();
        }
        guarantees.check(raft);
    }

    private RaftNodeConfig configOf(long id) {
        var configuration = firstConfiguration.isVoter(id) ? firstConfiguration : Configuration.NONE;
        var raft = RaftConfig.of(id, configuration)
                .withWindows(new RaftConfig.Windows(4096, 8, 16 * 1024, 64 * 1024, 8 * 1024))
                .withRetainedEntries(20);
        return adjustment.apply(RaftNodeConfig.of(CLUSTER_ID, raft)
                .withStorage(new StorageOptions(16 * 1024, 2048))
                .withRequests(1024, Duration.ofSeconds(5))
                .withMaxCommandBytes(4096)
                .withPersistEvery(new RaftNodeConfig.PersistEvery(50, 1 << 20))
                .withSnapshots(
                        new RaftNodeConfig.Snapshots(256, 1024, Long.MAX_VALUE, Duration.ofSeconds(2), 1 << 20)));
    }

    /** The network between the servers. */
    public SimulatedNetwork network() {
        return network;
    }

    /** What happened lately. */
    public Trace trace() {
        return trace;
    }

    @Override
    public List<Long> ids() {
        return servers.values().stream().map(SimulatedServer::id).toList();
    }

    @Override
    public long identityOf(long id) {
        SimulatedServer<R> server = servers.get(machineOf(id));
        return server == null ? id : server.id();
    }

    private static long machineOf(long id) {
        return id % IDS_PER_REBUILD;
    }

    // How a server stands.

    /** Whether a server runs, be it paused. */
    public boolean isRunning(long id) {
        return server(id).node() != null;
    }

    /** The node of a running server. */
    public RaftNode<R> node(long id) {
        RaftNode<R> node = server(id).node();
        if (node == null) {
            throw new IllegalStateException("S" + id + " does not run");
        }
        return node;
    }

    @Override
    public List<Long> leaders() {
        return ids().stream()
                .filter(id -> isRunning(id) && node(id).raft().isLeader())
                .toList();
    }

    /** The disk of a server, running or not. */
    public SimulatedDisk disk(long id) {
        return server(id).disk();
    }

    /** The clock of a server, running or not. */
    public SimulatedClock clock(long id) {
        return server(id).clock();
    }

    /** Whether bits have turned over on a server's disk since it last started. */
    public boolean isDamaged(long id) {
        return server(id).isDamaged();
    }

    /** Whether a server has refused to start, at its last attempt, with what is on its damaged disk. */
    public boolean hasRefusedToStart(long id) {
        return server(id).hasRefused();
    }

    /** How often a server has refused to start with what is on its damaged disk. */
    public long refusedStarts() {
        return refusedStarts;
    }

    // What can be done to it.

    /**
     * A new machine with an empty disk starts. It knows nobody, and waits for a change of members to add it to the cluster.
     *
     * @param id must not be in use, and below 1000
     */
    public void add(long id) {
        if (id >= IDS_PER_REBUILD || servers.containsKey(id)) {
            throw new IllegalArgumentException("there cannot be another S" + id + " among " + ids());
        }
        putInPlace(id);
    }

    private void putInPlace(long id) {
        servers.put(machineOf(id), new SimulatedServer<>(id, simulation, trace, network, this::check, errors::add));
        restart(id);
    }

    /**
     * A server that has refused to start becomes a new one, with another id and an empty disk, which knows nobody as after {@link
     * #add}. The former one is gone for ever: it has acknowledged what it no longer has. Nothing happens to any other server.
     *
     * @return the new id; the same as before when nothing happened
     */
    public long rebuild(long id) {
        if (!hasRefusedToStart(id)) {
            return id;
        }
        long newId = id + IDS_PER_REBUILD;
        putInPlace(newId);
        return newId;
    }

    /** The server loses its power: its memory is gone, and so is what its disk had not forced, or half of it. */
    public void crash(long id) {
        server(id).losePower();
    }

    /** The server's process is killed: its memory is gone, but what it wrote to its disk is still there, forced or not. */
    public void kill(long id) {
        server(id).kill();
    }

    /** The server stands still, as after SIGSTOP, until {@link #resume}. What it is sent waits for it. */
    public void pause(long id) {
        server(id).pause();
    }

    /** A paused server goes on. */
    public void resume(long id) {
        server(id).resume();
    }

    /** A server that does not run starts with what its disk has kept; it stays down when that disk does not work. */
    public void restart(long id) {
        if (!isRunning(id)) {
            guarantees.restarted(id);
            server(id).start(configOf(id), new ObservedStateMachine<>(id, stateMachines.of(id, disk(id)), guarantees));
            if (hasRefusedToStart(id)) {
                refusedStarts++;
            }
        }
    }

    private SimulatedServer<R> server(long id) {
        SimulatedServer<R> server = servers.get(machineOf(id));
        if (server == null || server.id() != id) {
            throw new IllegalArgumentException("there is no S" + id + " among " + ids());
        }
        return server;
    }
}

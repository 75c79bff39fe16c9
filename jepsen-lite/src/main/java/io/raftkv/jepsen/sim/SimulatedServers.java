package io.raftkv.jepsen.sim;

import io.raftkv.jepsen.workload.Attempt;
import io.raftkv.jepsen.workload.Attempt.Answer;
import io.raftkv.jepsen.workload.Store;
import io.raftkv.raft.node.StateMachine;
import io.raftkv.raft.sim.Fault;
import io.raftkv.raft.sim.SimulatedCluster;
import io.raftkv.raft.sim.Simulation;
import io.raftkv.raft.sim.Trace;
import io.raftkv.raft.storage.Disk;
import io.raftkv.server.kv.ReplicatedStore;
import io.raftkv.server.mvcc.KvException;
import io.raftkv.server.mvcc.KvHash;
import io.raftkv.server.mvcc.KvResult;
import io.raftkv.server.mvcc.KvStateMachine;
import io.raftkv.server.mvcc.MemoryStore;
import io.raftkv.server.mvcc.MvccStore;
import io.raftkv.server.mvcc.RequestChecker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Whole key-value servers: a node with its log, and a store that after a crash has only what it had flushed. They lack nothing of a
 * real one but gRPC and RocksDB.
 */
final class SimulatedServers implements Servers<Attempt> {

    private static final int MAX_TXN_OPERATIONS = 128;
    private static final int MAX_REQUEST_BYTES = 4096;
    private static final long COMPACTION_NANOS = 20_000_000;

    private final Simulation simulation;
    private final Build build;
    private final SimulatedCluster<KvResult> cluster;
    private final ServiceFaults faults;
    private final Map<Long, MemoryStore> memories = new HashMap<>();
    private final Map<Long, MvccStore> stores = new HashMap<>();
    private final Map<Long, DefragmentedStateMachine> stateMachines = new HashMap<>();

    SimulatedServers(Simulation simulation, int nodes, Build build, Trace trace) {
        this.simulation = simulation;
        this.build = build;
        simulation.schedule(COMPACTION_NANOS, this::freeWhatIsCompacted);
        this.cluster = new SimulatedCluster<>(simulation, nodes, trace, this::stateMachineOf, build::configure);
        this.faults = new ServiceFaults(this, new Crowd(simulation, this));
    }

    private StateMachine<KvResult> stateMachineOf(long server, Disk disk) {
        MemoryStore memory = memories.computeIfAbsent(server, id -> new MemoryStore());
        memory.crash();
        var store = new MvccStore(memory);
        stores.put(server, store);
        var usual = new KvStateMachine(store, simulation.random("snapshots of S" + server));
        var stateMachine = new DefragmentedStateMachine(build.stateMachine(usual, store));
        stateMachines.put(server, stateMachine);
        return stateMachine;
    }

    /** What a loop of its own does in a real server. */
    private void freeWhatIsCompacted() {
        cluster.ids().stream()
                .filter(cluster::isRunning)
                .forEach(server -> storeOf(server).compaction().step());
        simulation.schedule(COMPACTION_NANOS, this::freeWhatIsCompacted);
    }

    @Override
    public SimulatedCluster<KvResult> cluster() {
        return cluster;
    }

    @Override
    public CompletableFuture<Answer> ask(long server, Attempt attempt) {
        return attempt.action().apply(frontEnd(server));
    }

    /** What a running server offers to clients now; it becomes useless when the server stops. */
    private Store frontEnd(long server) {
        return build.frontEnd(new FrontEnd(replicated(server)), storeOf(server));
    }

    /** What a running server offers to operators now; it becomes useless when the server stops. */
    ReplicatedStore replicated(long server) {
        return new ReplicatedStore(
                cluster.node(server),
                storeOf(server),
                new RequestChecker(MAX_TXN_OPERATIONS),
                MAX_REQUEST_BYTES,
                Runnable::run);
    }

    /** Has a running server apply nothing for a while; tells whether that has begun. */
    BooleanSupplier defragment(long server, Duration lasts) {
        return Objects.requireNonNull(stateMachines.get(server)).defragment(cluster.disk(server), lasts);
    }

    /** The newest revision of a server's store. */
    long revisionOf(long server) {
        return storeOf(server).state().revision();
    }

    @Override
    public BooleanSupplier inject(Fault.OfService fault) {
        return faults.inject(fault);
    }

    @Override
    public void heal() {
        faults.heal();
    }

    @Override
    public String stateOf(long server) {
        try {
            KvHash hash = storeOf(server).hash(0);
            return "revision " + hash.revision() + ", hash " + Integer.toHexString(hash.hash());
        } catch (KvException impossible) {
            throw new IllegalStateException("the current revision always has a hash", impossible);
        }
    }

    private MvccStore storeOf(long server) {
        return Objects.requireNonNull(stores.get(server));
    }
}

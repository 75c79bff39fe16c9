package io.raftkv.jepsen.sim;

import io.raftkv.jepsen.workload.Attempt;
import io.raftkv.jepsen.workload.Attempt.Answer;
import io.raftkv.jepsen.workload.Store;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.raft.node.StateMachine;
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
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Whole key-value servers: a node with its log, and a store that after a crash has only what it had flushed. They lack nothing of a
 * real one but gRPC and RocksDB.
 */
final class SimulatedServers implements Servers<Attempt> {

    static final int TRACE_CAPACITY = 400;

    private static final int MAX_TXN_OPERATIONS = 128;
    private static final int MAX_REQUEST_BYTES = 4096;

    private final Simulation simulation;
    private final Build build;
    private final SimulatedCluster<KvResult> cluster;
    private final Map<Long, MemoryStore> memories = new HashMap<>();
    private final Map<Long, MvccStore> stores = new HashMap<>();

    SimulatedServers(Simulation simulation, int nodes, Build build) {
        this.simulation = simulation;
        this.build = build;
        this.cluster = new SimulatedCluster<>(
                simulation, nodes, new Trace(TRACE_CAPACITY), this::stateMachineOf, build::configure);
    }

    private StateMachine<KvResult> stateMachineOf(long server, Disk disk) {
        MemoryStore memory = memories.computeIfAbsent(server, id -> new MemoryStore());
        memory.crash();
        var store = new MvccStore(memory);
        stores.put(server, store);
        return build.stateMachine(new KvStateMachine(store, simulation.random("snapshots of S" + server)), store);
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
        RaftNode<KvResult> node = cluster.node(server);
        MvccStore store = storeOf(server);
        var replicated = new ReplicatedStore(
                node, store, new RequestChecker(MAX_TXN_OPERATIONS), MAX_REQUEST_BYTES, Runnable::run);
        return build.frontEnd(new FrontEnd(replicated), store);
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

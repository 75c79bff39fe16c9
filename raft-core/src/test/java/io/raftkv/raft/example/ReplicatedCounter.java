package io.raftkv.raft.example;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.RaftConfig;
import io.raftkv.raft.node.InMemoryStateMachine;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.raft.node.RaftNodeConfig;
import io.raftkv.raft.node.SystemEnvironment;
import io.raftkv.raft.storage.NioDisk;
import io.raftkv.raft.transport.GrpcTransport;
import io.raftkv.raft.transport.GrpcTransportConfig;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** A counter that a cluster agrees on; a command is a number to add. */
final class ReplicatedCounter implements InMemoryStateMachine.State<Long> {
    private static final long CLUSTER = 0xC0;
    private static final long GROUP = 1;
    private long value;

    @Override
    public Long apply(ByteBuffer command) {
        return value += command.getLong();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(value);
    }

    @Override
    public void load(DataInput in) throws IOException {
        value = in.readLong();
    }

    /** One server of the cluster, whose servers listen at these addresses. */
    static RaftNode<Long> start(long id, InetSocketAddress listen, SortedMap<Long, String> cluster, Path directory) {
        var meters = new SimpleMeterRegistry();
        var disk = NioDisk.open(directory);
        var transport =
                new GrpcTransport(GrpcTransportConfig.of(CLUSTER, GROUP, id, List.of(listen), Map.of()), meters);
        var config = RaftNodeConfig.of(CLUSTER, RaftConfig.of(id, Configuration.of(cluster)));
        return RaftNode.start(
                config,
                new SystemEnvironment("counter-" + id, disk, transport),
                new InMemoryStateMachine<>(disk, new ReplicatedCounter()),
                meters);
    }
}

package io.raftkv.benchmarks.compare.raft;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.raftkv.benchmarks.Count;
import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.RaftConfig;
import io.raftkv.raft.node.InMemoryStateMachine;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.raft.node.RaftNodeConfig;
import io.raftkv.raft.node.SystemEnvironment;
import io.raftkv.raft.storage.NioDisk;
import io.raftkv.raft.transport.GrpcTransport;
import io.raftkv.raft.transport.GrpcTransportConfig;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** This project's library with its own defaults. Members have the ids 1 to 3. */
final class RaftKvContender implements Contender {

    private static final long CLUSTER = 0xBE;
    private static final long GROUP = 1;

    private final RaftNode<Long> node;

    private RaftKvContender(RaftNode<Long> node) {
        this.node = node;
    }

    static Contender start(Seat seat) {
        var cluster = new TreeMap<Long, String>();
        for (int member = 0; member < seat.ports().size(); member++) {
            cluster.put(id(member), Seat.HOST + ":" + seat.ports().get(member));
        }
        long self = id(seat.member());
        var meters = new SimpleMeterRegistry();
        var disk = NioDisk.open(seat.directory());
        var listen = List.of(new InetSocketAddress(Seat.HOST, seat.port()));
        var transport = new GrpcTransport(GrpcTransportConfig.of(CLUSTER, GROUP, self, listen, Map.of()), meters);
        var raft = RaftConfig.of(self, Configuration.of(cluster))
                .withTimers(Seat.ELECTION_TIMEOUT, Seat.ELECTION_TIMEOUT.dividedBy(10));
        return new RaftKvContender(RaftNode.start(
                RaftNodeConfig.of(CLUSTER, raft),
                new SystemEnvironment("member-" + self, disk, transport),
                new InMemoryStateMachine<>(disk, new Count()),
                meters));
    }

    private static long id(int member) {
        return member + 1L;
    }

    @Override
    public boolean leads() {
        var status = node.status();
        return status.leader() == status.self();
    }

    @Override
    public void handLeadershipTo(int member) {
        if (leads()) {
            var unused = node.transferLeadership(id(member));
        }
    }

    @Override
    public void propose(ByteBuffer payload, Answer answer) {
        var unused = node.propose(payload).whenComplete((count, failure) -> {
            if (failure == null) {
                answer.applied();
            } else {
                answer.failed(failure);
            }
        });
    }

    @Override
    public void close() {
        node.close();
    }
}

package io.raftkv.raft.transport;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.raftkv.raft.core.AppendEntries;
import io.raftkv.raft.core.EntryType;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.Message;
import io.raftkv.raft.snapshot.SnapshotPart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Servers with ids 1, 2, ... on free loopback ports, each a transport and what it has received. Closes them all. */
final class TestServers implements AutoCloseable {

    static final long CLUSTER = 0x88ab;
    static final long GROUP = 1;

    /** A running transport, what it received, and its meters. Of these, those of consensus unless another lane is named. */
    record Server(
            long id,
            GrpcTransport transport,
            Queue<Message> received,
            Queue<SnapshotPart> parts,
            MeterRegistry registry) {

        double gauge(String name, long peer) {
            return gauge(Lane.CONSENSUS, name, peer);
        }

        double gauge(Lane lane, String name, long peer) {
            return registry.get("raft.transport." + name)
                    .tag("peer", Long.toHexString(peer))
                    .tag("lane", lane.toString())
                    .gauge()
                    .value();
        }

        double count(String name, long peer, String... tags) {
            return count(Lane.CONSENSUS, name, peer, tags);
        }

        double count(Lane lane, String name, long peer, String... tags) {
            return registry.get("raft.transport." + name)
                    .tag("peer", Long.toHexString(peer))
                    .tag("lane", lane.toString())
                    .tags(tags)
                    .counter()
                    .count();
        }

        double refusedStreams(String reason) {
            var counter = registry.find("raft.transport.refused.streams")
                    .tag("reason", reason)
                    .counter();
            return counter == null ? 0 : counter.count();
        }

        boolean isConnectedTo(long peer) {
            return isConnectedTo(Lane.CONSENSUS, peer);
        }

        boolean isConnectedTo(Lane lane, long peer) {
            var gauge = registry.find("raft.transport.connected")
                    .tag("peer", Long.toHexString(peer))
                    .tag("lane", lane.toString())
                    .gauge();
            return gauge != null && gauge.value() == 1;
        }
    }

    private final Map<Long, List<InetSocketAddress>> addresses = new HashMap<>();
    private final List<Server> running = new ArrayList<>();

    TestServers(int count) {
        var reserved = new ArrayList<ServerSocket>();
        try {
            for (long id = 1; id <= count; id++) {
                var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                reserved.add(socket);
                addresses.put(id, List.of(new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort())));
            }
            for (var socket : reserved) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InetSocketAddress address(long id) {
        return addresses.get(id).getFirst();
    }

    GrpcTransportConfig config(long id) {
        var peers = new HashMap<>(addresses);
        peers.remove(id);
        return GrpcTransportConfig.of(CLUSTER, GROUP, id, addresses.get(id), peers);
    }

    Server start(long id) {
        return start(id, config -> config);
    }

    Server start(long id, UnaryOperator<GrpcTransportConfig> change) {
        return start(change.apply(config(id)), message -> {});
    }

    /** Starts a server that hands over each message before it counts as received. */
    Server start(GrpcTransportConfig config, Consumer<Message> onMessage) {
        var registry = new SimpleMeterRegistry();
        var transport = new GrpcTransport(config, registry);
        var server = new Server(
                config.self(), transport, new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>(), registry);
        running.add(server);
        transport.start(receiver(
                message -> {
                    onMessage.accept(message);
                    server.received().add(message);
                },
                server.parts()::add));
        return server;
    }

    static Transport.Receiver receiver(Consumer<Message> messages, Consumer<SnapshotPart> parts) {
        return new Transport.Receiver() {
            @Override
            public void receive(Message message) {
                messages.accept(message);
            }

            @Override
            public void receive(SnapshotPart part) {
                parts.accept(part);
            }
        };
    }

    void stop(Server server) {
        server.transport().close();
        running.remove(server);
    }

    /** Waits until each of the servers has reached all the others, on both lanes. */
    static void awaitConnected(Server... servers) {
        await().untilAsserted(() -> {
            for (var from : servers) {
                for (var to : servers) {
                    for (var lane : Lane.values()) {
                        if (from != to && !from.isConnectedTo(lane, to.id())) {
                            throw new AssertionError(from.id() + " has not reached " + to.id() + " on lane " + lane);
                        }
                    }
                }
            }
        });
    }

    /** A heartbeat that is told from others by its round. */
    static AppendEntries heartbeat(long from, long to, long round) {
        return new AppendEntries(from, to, 1, LogPosition.ORIGIN, List.of(), 0, round);
    }

    /** Bytes of a snapshot, which are told from others by their offset. */
    static SnapshotPart.Chunk chunk(long from, long to, long offset, int bytes) {
        var data = ByteBuffer.allocate(bytes).putInt(0, (int) offset);
        return new SnapshotPart.Chunk(from, to, 7, offset, MessageArbitraries.checksum(data), data);
    }

    /** AppendEntries with one entry of this size. */
    static AppendEntries append(long from, long to, int payloadBytes) {
        var entry = new LogEntry(1, 1, EntryType.COMMAND, from, 1, ByteBuffer.allocate(payloadBytes));
        return new AppendEntries(from, to, 1, LogPosition.ORIGIN, List.of(entry), 0, 0);
    }

    @Override
    public void close() {
        running.forEach(server -> server.transport().close());
    }
}

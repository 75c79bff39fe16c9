package io.raftkv.raft.transport;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.raftkv.raft.core.AppendEntries;
import io.raftkv.raft.core.EntryType;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.Message;
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
import java.util.function.UnaryOperator;

/** Servers with ids 1, 2, ... on free loopback ports, each a transport and what it has received. Closes them all. */
final class TestServers implements AutoCloseable {

    static final long CLUSTER = 0x88ab;
    static final long GROUP = 1;

    /** A running transport, the messages that it received, and its meters. */
    record Server(long id, GrpcTransport transport, Queue<Message> received, MeterRegistry registry) {

        double gauge(String name, long peer) {
            return registry.get("raft.transport." + name)
                    .tag("peer", Long.toHexString(peer))
                    .gauge()
                    .value();
        }

        double count(String name, long peer, String... tags) {
            return registry.get("raft.transport." + name)
                    .tag("peer", Long.toHexString(peer))
                    .tags(tags)
                    .counter()
                    .count();
        }

        boolean isConnectedTo(long peer) {
            return gauge("connected", peer) == 1;
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
        var received = new ConcurrentLinkedQueue<Message>();
        return start(change.apply(config(id)), received, received::add);
    }

    Server start(GrpcTransportConfig config, Queue<Message> received, Transport.Receiver receiver) {
        var registry = new SimpleMeterRegistry();
        var transport = new GrpcTransport(config, registry);
        var server = new Server(config.self(), transport, received, registry);
        running.add(server);
        transport.start(receiver);
        return server;
    }

    void stop(Server server) {
        server.transport().close();
        running.remove(server);
    }

    static void awaitConnected(Server... servers) {
        await().untilAsserted(() -> {
            for (var from : servers) {
                for (var to : servers) {
                    if (from != to && !from.isConnectedTo(to.id())) {
                        throw new AssertionError(from.id() + " has not reached " + to.id());
                    }
                }
            }
        });
    }

    /** A heartbeat that is told from others by its round. */
    static AppendEntries heartbeat(long from, long to, long round) {
        return new AppendEntries(from, to, 1, LogPosition.ORIGIN, List.of(), 0, round);
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

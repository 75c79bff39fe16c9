package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.GrpcTransportConfig.hex;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.raftkv.raft.core.Message;
import io.raftkv.raft.transport.proto.RaftTransportGrpc;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The network: gRPC streams, one to each peer and one from each.
 *
 * <p>Everything is done by two event loops, which serve all connections, and by no other thread: gRPC calls us back on the
 * loop on which the bytes arrived, where a message is decoded and given to the {@link Transport.Receiver}. {@link PeerLink}
 * tells how messages are sent and what it costs; {@link MessageDecoder} what becomes of payloads that come in.
 */
public final class GrpcTransport implements Transport {

    /**
     * Bytes that a peer may send ahead of what we have read: enough for several full AppendEntries, so that the sender need
     * not wait for our window updates.
     */
    private static final int FLOW_CONTROL_WINDOW = 4 << 20;

    private static final long STOP_MILLIS = 300;

    private final GrpcTransportConfig config;
    private final MeterRegistry registry;
    private final LogLimiter logLimiter = new LogLimiter(System::nanoTime);
    private final EventLoops loops;
    private final Map<Long, PeerMeters> meters;
    private final Map<Long, PeerLink> links;
    private final List<Server> servers = new ArrayList<>();
    private @Nullable IncomingStreams streams;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Prepares a transport; no thread runs and no socket is opened before {@link #start}.
     *
     * @param registry where messages are counted; see the package's description for the names
     */
    public GrpcTransport(GrpcTransportConfig config, MeterRegistry registry) {
        this.config = config;
        this.registry = registry;
        loops = EventLoops.create("raft-transport-" + hex(config.self()));
        var newMeters = new HashMap<Long, PeerMeters>();
        var newLinks = new HashMap<Long, PeerLink>();
        config.peers().forEach((peer, addresses) -> {
            var peerMeters = new PeerMeters(registry, peer);
            newMeters.put(peer, peerMeters);
            newLinks.put(peer, new PeerLink(peer, addresses, config, loops, peerMeters, logLimiter));
        });
        meters = Map.copyOf(newMeters);
        links = Map.copyOf(newLinks);
    }

    /**
     * {@inheritDoc} The receiver is called by the event loops.
     *
     * @throws ListenException when this server cannot listen on one of its addresses; the transport is then closed
     */
    @Override
    public void start(Receiver receiver) {
        var incoming = new IncomingStreams(config, meters, registry, logLimiter, receiver, this::peerIsUp);
        var service = ServerServiceDefinition.builder(RaftTransportGrpc.SERVICE_NAME)
                .addMethod(SendMethod.RECEIVER, incoming)
                .build();
        streams = incoming;
        for (var address : config.listenAddresses()) {
            listen(address, service);
        }
        links.values().forEach(PeerLink::start);
    }

    @Override
    public void send(Message message) {
        var link = links.get(message.to());
        if (link != null) {
            link.send(message);
        }
    }

    /** Stops sending and receiving. Returns when the threads are gone, in less than a second; not to be called by them. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        var linksClosed = links.values().stream().map(PeerLink::close).toList();
        linksClosed.forEach(future -> future.awaitUninterruptibly(STOP_MILLIS));
        if (streams != null) {
            streams.close();
        }
        servers.forEach(Server::shutdownNow);
        for (var server : servers) {
            awaitTermination(server);
        }
        loops.close();
    }

    private void listen(InetSocketAddress address, ServerServiceDefinition service) {
        var server = NettyServerBuilder.forAddress(address)
                .bossEventLoopGroup(loops.group())
                .workerEventLoopGroup(loops.group())
                .channelType(loops.serverChannelType())
                .directExecutor()
                .flowControlWindow(FLOW_CONTROL_WINDOW)
                .maxInboundMessageSize(config.maxMessageBytes())
                .keepAliveTime(KeepAlive.IDLE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KeepAlive.TIMEOUT_SECONDS, TimeUnit.SECONDS)
                // Our own peers ping this often; gRPC would take them for attackers.
                .permitKeepAliveTime(KeepAlive.IDLE_SECONDS / 2, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addService(service)
                .build();
        try {
            server.start();
        } catch (IOException e) {
            close();
            throw new ListenException(address, e);
        }
        servers.add(server);
    }

    private void peerIsUp(long peer) {
        var link = links.get(peer);
        if (link != null) {
            link.peerIsUp();
        }
    }

    private static void awaitTermination(Server server) {
        try {
            server.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

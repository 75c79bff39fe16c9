package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.GrpcTransportConfig.hex;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.raftkv.raft.core.Message;
import io.raftkv.raft.snapshot.SnapshotPart;
import io.raftkv.raft.transport.proto.RaftTransportGrpc;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The network: gRPC streams, for each {@link Lane} one to each peer and one from each.
 *
 * <p>Everything is done by one or two event loops, which serve all connections, and by no other thread: gRPC calls us back on the
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
    private final EventLoops loops;
    private final TransportContext context;
    private final Peers peers;
    private final List<Server> servers = new ArrayList<>();
    private @Nullable IncomingStreams streams;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Prepares a transport; no thread runs and no socket is opened before {@link #start}.
     *
     * @param registry where messages are counted; see the package's description for the names
     * @throws IllegalArgumentException when a file of {@link GrpcTransportConfig#security} cannot be used, naming field and
     *     file
     */
    public GrpcTransport(GrpcTransportConfig config, MeterRegistry registry) {
        this.config = config;
        var tls = TlsContexts.of(config.security());
        loops = EventLoops.create("raft-transport-" + hex(config.self()));
        context = new TransportContext(config, registry, loops, tls, new LogLimiter(System::nanoTime));
        peers = new Peers(context);
    }

    /**
     * {@inheritDoc} The receiver is called by the event loops.
     *
     * @throws ListenException when this server cannot listen on one of its addresses; the transport is then closed
     */
    @Override
    public void start(Receiver receiver) {
        var incoming = new IncomingStreams(context, peers, receiver);
        streams = incoming;
        for (var address : config.listenAddresses()) {
            listen(address, incoming);
        }
        peers.start(incoming::left);
    }

    /**
     * {@inheritDoc} Who left can be sent to for about a second more. A server of the cluster that was never named is heard and
     * answered too, as it may know a later configuration than this server.
     *
     * @param addresses {@code host:port}, or {@code http://host:port}, or several of them separated by commas, which are
     *     tried in turn; nothing to say that a peer is where {@link GrpcTransportConfig#peers} has it. A peer whose address
     *     is something else is one that cannot be reached
     */
    @Override
    public void setPeers(Map<Long, String> addresses) {
        peers.set(addresses);
    }

    @Override
    public void send(SnapshotPart part) {
        var lanes = peers.find(part.to());
        if (lanes != null) {
            lanes.send(part);
        }
    }

    @Override
    public void send(Message message) {
        var lanes = peers.find(message.to());
        if (lanes != null) {
            lanes.send(message);
        }
    }

    /** Stops sending and receiving. Returns when the threads are gone, in less than a second; not to be called by them. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        var linksClosed = peers.close();
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

    private void listen(InetSocketAddress address, IncomingStreams incoming) {
        var builder = NettyServerBuilder.forAddress(address)
                .bossEventLoopGroup(loops.group())
                .workerEventLoopGroup(loops.group())
                .directExecutor()
                .flowControlWindow(FLOW_CONTROL_WINDOW)
                .maxInboundMessageSize(config.maxMessageBytes())
                .keepAliveTime(KeepAlive.IDLE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KeepAlive.TIMEOUT_SECONDS, TimeUnit.SECONDS)
                // Our own peers ping this often; gRPC would take them for attackers.
                .permitKeepAliveTime(KeepAlive.IDLE_SECONDS / 2, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addStreamTracerFactory(StreamEnd.factory())
                .addService(ServerServiceDefinition.builder(RaftTransportGrpc.SERVICE_NAME)
                        .addMethod(SendMethod.RECEIVER, incoming)
                        .build());
        config.services().forEach(builder::addService);
        var tls = context.tls();
        if (tls == null) {
            builder.channelType(loops.serverChannelType());
        } else {
            builder.sslContext(tls.server())
                    .channelFactory(() -> loops.newServerChannel(new TlsWatch(incoming::refusedTls)));
        }
        var server = builder.build();
        try {
            server.start();
        } catch (IOException e) {
            close();
            throw new ListenException(address, e);
        }
        servers.add(server);
    }

    private static void awaitTermination(Server server) {
        try {
            server.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

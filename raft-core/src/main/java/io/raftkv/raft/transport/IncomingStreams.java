package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.GrpcTransportConfig.hex;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.raftkv.raft.transport.proto.RaftProto;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the streams that peers open, at most one of each, and refuses the others. */
final class IncomingStreams implements ServerCallHandler<byte[], RaftProto.Welcome> {

    private static final Logger log = LoggerFactory.getLogger(IncomingStreams.class);

    private final GrpcTransportConfig config;
    private final Handshake handshake;
    private final Map<Long, PeerMeters> meters;
    private final MeterRegistry registry;
    private final LogLimiter logLimiter;
    private final Transport.Receiver receiver;
    private final LongConsumer onPeerUp;
    private final ConcurrentMap<Long, IncomingStream> streams = new ConcurrentHashMap<>();

    /**
     * @param meters of every peer
     * @param onPeerUp told the id of each peer that opens a stream
     */
    IncomingStreams(
            GrpcTransportConfig config,
            Map<Long, PeerMeters> meters,
            MeterRegistry registry,
            LogLimiter logLimiter,
            Transport.Receiver receiver,
            LongConsumer onPeerUp) {
        this.config = config;
        this.meters = meters;
        this.registry = registry;
        this.logLimiter = logLimiter;
        this.receiver = receiver;
        this.onPeerUp = onPeerUp;
        handshake = new Handshake(config);
    }

    @Override
    public ServerCall.Listener<byte[]> startCall(ServerCall<byte[], RaftProto.Welcome> call, Metadata headers) {
        var stream = new IncomingStream(call, this);
        call.request(1);
        return stream;
    }

    /**
     * Admits the sender of a stream's first message, or ends the stream.
     *
     * @return the admitted peer's meters, null when it was refused
     */
    @Nullable
    PeerMeters admit(IncomingStream stream, RaftProto.Envelope first) {
        var remote = stream.call().getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        var local = stream.call().getAttributes().get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR);
        var refusal = handshake.check(first, Addresses.print(remote), Addresses.print(local));
        if (refusal != null) {
            refuse(stream, refusal, remote);
            return null;
        }
        var peer = first.getFrom();
        var earlier = streams.put(peer, stream);
        if (earlier != null) {
            earlier.end(Status.ABORTED.withDescription("server " + hex(peer) + " has connected again, from "
                    + Addresses.print(remote) + ": if it was not restarted, it is running twice"));
        }
        return meters.get(peer);
    }

    /** The peer has been welcomed. */
    void admitted(long peer) {
        onPeerUp.accept(peer);
    }

    /** Hands over what a peer said, if it makes sense. */
    void receive(long peer, RaftProto.Envelope envelope) throws MalformedMessageException {
        if (envelope.getClusterId() != config.clusterId()
                || envelope.getGroupId() != config.groupId()
                || envelope.getFrom() != peer
                || envelope.getTo() != config.self()) {
            throw new MalformedMessageException(
                    MalformedMessageException.Kind.MISADDRESSED,
                    "from server " + hex(envelope.getFrom()) + " to " + hex(envelope.getTo()) + " of cluster "
                            + hex(envelope.getClusterId()) + " and group " + hex(envelope.getGroupId()));
        }
        receiver.receive(MessageDecoder.decode(envelope));
    }

    /** Records that a peer sent what makes no sense. */
    void malformed(long peer, MalformedMessageException problem) {
        if (logLimiter.isNews(List.of(peer, problem.kind()))) {
            log.warn(
                    "dropped a malformed message, and will drop others of the kind silently peer={} kind={} reason=\"{}\"",
                    hex(peer),
                    problem.kind(),
                    problem.getMessage());
        }
    }

    /** The stream has ended. */
    void ended(long peer, IncomingStream stream) {
        streams.remove(peer, stream);
    }

    /** Ends all streams, so that peers learn at once, and why. */
    void close() {
        var reason = Status.UNAVAILABLE.withDescription("server " + hex(config.self()) + " is shutting down");
        streams.values().forEach(stream -> stream.end(reason));
    }

    private void refuse(IncomingStream stream, Handshake.Refusal refusal, @Nullable SocketAddress remote) {
        Counter.builder("raft.transport.refused.streams")
                .description("Streams of others than peers, refused")
                .tag("reason", refusal.reason())
                .register(registry)
                .increment();
        // The port is another one each time.
        var host = remote instanceof InetSocketAddress internet ? internet.getHostString() : "";
        if (logLimiter.isNews(List.of(host, refusal.there()))) {
            log.warn("refused a connection: {}", refusal.here());
        }
        stream.end(Status.FAILED_PRECONDITION.withDescription(refusal.there()));
    }
}

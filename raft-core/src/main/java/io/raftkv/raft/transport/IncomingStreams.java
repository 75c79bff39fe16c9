package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.GrpcTransportConfig.hex;
import static java.util.Objects.requireNonNull;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.raftkv.raft.transport.proto.RaftProto;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the streams that peers open, at most one of each and for each lane, and refuses the others. */
final class IncomingStreams implements ServerCallHandler<byte[], RaftProto.Welcome> {

    private static final Logger log = LoggerFactory.getLogger(IncomingStreams.class);

    private record Key(long peer, Lane lane) {}

    /**
     * What a stream is told that is taken.
     *
     * @param lane what it carries
     * @param meters where that is counted
     */
    record Admission(Lane lane, PeerMeters meters) {}

    private final TransportContext context;
    private final GrpcTransportConfig config;
    private final Peers peers;
    private final Handshake handshake;
    private final Transport.Receiver receiver;
    private final ConcurrentMap<Key, IncomingStream> streams = new ConcurrentHashMap<>();

    IncomingStreams(TransportContext context, Peers peers, Transport.Receiver receiver) {
        this.context = context;
        this.peers = peers;
        this.receiver = receiver;
        config = context.config();
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
     * @return null when it was refused
     */
    @Nullable
    Admission admit(IncomingStream stream, RaftProto.Envelope first) {
        var remote = stream.call().getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        var local = stream.call().getAttributes().get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR);
        var refusal = handshake.check(first, Addresses.print(remote), Addresses.print(local));
        if (refusal != null) {
            refuse(stream, refusal, remote);
            return null;
        }
        long peer = first.getFrom();
        var lanes = peers.hear(peer, first.getHello().getAddress());
        if (lanes == null) {
            refuse(stream, handshake.unknownPeer(Addresses.print(remote), Addresses.print(local), peer), remote);
            return null;
        }
        var lane = requireNonNull(Enumerations.decode(first.getHello().getLane()));
        var key = new Key(peer, lane);
        var earlier = streams.put(key, stream);
        if (earlier != null) {
            earlier.end(Status.ABORTED.withDescription("server " + hex(peer) + " has connected again, from "
                    + Addresses.print(remote) + ": if it was not restarted, it is running twice"));
        }
        if (peers.find(peer) == null) {
            // It left since it was checked, and nobody but us can know of this stream.
            streams.remove(key, stream);
            stream.end(noMember(peer));
            return null;
        }
        return new Admission(lane, lanes.meters(lane));
    }

    /** The peer has been welcomed. */
    void admitted(long peer) {
        var lanes = peers.find(peer);
        if (lanes != null) {
            lanes.peerIsUp();
        }
    }

    /** Hands over what a peer said, if it makes sense. */
    void receive(long peer, Lane lane, RaftProto.Envelope envelope) throws MalformedMessageException {
        if (envelope.getClusterId() != config.clusterId()
                || envelope.getGroupId() != config.groupId()
                || envelope.getFrom() != peer
                || envelope.getTo() != config.self()) {
            throw new MalformedMessageException(
                    MalformedMessageException.Kind.MISADDRESSED,
                    "from server " + hex(envelope.getFrom()) + " to " + hex(envelope.getTo()) + " of cluster "
                            + hex(envelope.getClusterId()) + " and group " + hex(envelope.getGroupId()));
        }
        switch (lane) {
            case CONSENSUS -> receiver.receive(MessageDecoder.decode(envelope));
            case SNAPSHOT -> receiver.receive(SnapshotPartDecoder.decode(envelope));
        }
    }

    /** Records that a peer sent what makes no sense. */
    void malformed(long peer, Lane lane, MalformedMessageException problem) {
        if (context.logLimiter().isNews(List.of(peer, lane, problem.kind()))) {
            log.warn(
                    "dropped a malformed message, and will drop others of the kind silently"
                            + " peer={} lane={} kind={} reason=\"{}\"",
                    hex(peer),
                    lane,
                    problem.kind(),
                    problem.getMessage());
        }
    }

    /** The stream has ended. */
    void ended(long peer, Lane lane, IncomingStream stream) {
        streams.remove(new Key(peer, lane), stream);
        if (Arrays.stream(Lane.values()).noneMatch(each -> streams.containsKey(new Key(peer, each)))) {
            peers.silent(peer);
        }
    }

    /** Ends the streams of a server that is no peer any more. */
    void left(long peer) {
        for (var lane : Lane.values()) {
            var stream = streams.get(new Key(peer, lane));
            if (stream != null) {
                stream.end(noMember(peer));
            }
        }
    }

    private Status noMember(long peer) {
        return Status.FAILED_PRECONDITION.withDescription("server " + hex(config.self()) + " no longer counts server "
                + hex(peer) + " among the members: was it removed?");
    }

    /** Ends all streams, so that peers learn at once, and why. */
    void close() {
        var reason = Status.UNAVAILABLE.withDescription("server " + hex(config.self()) + " is shutting down");
        streams.values().forEach(stream -> stream.end(reason));
    }

    /** A connection was not even made, because its sides came to no agreement on TLS. */
    void refusedTls(SocketAddress remote, String reason) {
        countRefused("tls");
        if (context.logLimiter().isNews(List.of(host(remote), reason))) {
            log.warn("refused a connection: no TLS with peer {}: {}", Addresses.print(remote), reason);
        }
    }

    private void refuse(IncomingStream stream, Handshake.Refusal refusal, @Nullable SocketAddress remote) {
        countRefused(refusal.reason());
        if (context.logLimiter().isNews(List.of(host(remote), refusal.there()))) {
            log.warn("refused a connection: {}", refusal.here());
        }
        stream.end(Status.FAILED_PRECONDITION.withDescription(refusal.there()));
    }

    private void countRefused(String reason) {
        Counter.builder("raft.transport.refused.streams")
                .description("Streams of others than peers, refused")
                .tag("reason", reason)
                .register(context.registry())
                .increment();
    }

    /** What tells one sender from another: the port is another one each time. */
    private static String host(@Nullable SocketAddress remote) {
        return remote instanceof InetSocketAddress internet ? internet.getHostString() : "";
    }
}

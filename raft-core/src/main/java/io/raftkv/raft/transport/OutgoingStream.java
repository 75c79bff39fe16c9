package io.raftkv.raft.transport;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.raftkv.raft.transport.proto.RaftProto;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * One attempt to reach a peer and, if the peer welcomes it, the stream on which messages go there: one connection with one
 * call on it, both of which end together. A new attempt is a new object, because gRPC's own reconnecting waits too long
 * for an election and does not say why it failed.
 *
 * <p>Everything happens on the event loop that it is given, the owner's calls and the calls to the owner.
 */
final class OutgoingStream extends ClientCall.Listener<RaftProto.Welcome> {

    /** Hears what becomes of the stream. */
    interface Owner {
        /** The peer takes messages from now on. */
        void onWelcome(OutgoingStream stream);

        /** The stream may have become {@linkplain #isReady() ready} again. */
        void onReady(OutgoingStream stream);

        /** The attempt failed, or the stream broke. */
        void onEnd(OutgoingStream stream, Status reason);
    }

    private static final int CONNECT_TIMEOUT_MILLIS = 1_000;

    /** A process that is stopped still has its connections accepted, by the kernel: the Welcome must come in time, too. */
    private static final int WELCOME_TIMEOUT_MILLIS = 2_000;

    /** Bytes that may be on their way from gRPC to the socket before messages wait in our queue, where they are counted. */
    private static final int READY_BYTES = 1 << 20;

    private final Owner owner;
    private final ManagedChannel channel;
    private final ClientCall<RaftProto.Envelope, RaftProto.Welcome> call;
    private boolean welcomed;
    private boolean ended;

    /** Prepares an attempt; {@link #start} makes it. */
    OutgoingStream(InetSocketAddress address, EventLoop loop, TransportContext context, Owner owner) {
        this.owner = owner;
        channel = PeerChannels.secured(NettyChannelBuilder.forAddress(address), context.tls())
                .eventLoopGroup(loop)
                .channelType(context.loops().channelType(), InetSocketAddress.class)
                .directExecutor()
                .offloadExecutor(loop)
                .disableRetry()
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .keepAliveTime(KeepAlive.IDLE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KeepAlive.TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .maxInboundMessageSize(context.config().maxMessageBytes())
                .build();
        call = channel.newCall(SendMethod.SENDER, CallOptions.DEFAULT.withOnReadyThreshold(READY_BYTES));
        var unused = loop.schedule(this::checkWelcomed, WELCOME_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Connects and says hello. */
    void start(RaftProto.Envelope hello) {
        call.start(this, new Metadata());
        call.request(1);
        call.sendMessage(hello);
    }

    /** Whether the peer takes messages, and has taken most of what it was sent. */
    boolean isReady() {
        return welcomed && !ended && call.isReady();
    }

    /** Writes a message; several written in one task of the event loop reach the socket with one flush. */
    void write(RaftProto.Envelope message) {
        call.sendMessage(message);
    }

    /** Ends the stream and its connection. The owner hears no more of it. */
    void close() {
        ended = true;
        call.cancel("closed by the sender", null);
        channel.shutdownNow();
    }

    @Override
    public void onMessage(RaftProto.Welcome welcome) {
        if (!ended && !welcomed) {
            welcomed = true;
            owner.onWelcome(this);
        }
    }

    @Override
    public void onReady() {
        if (isReady()) {
            owner.onReady(this);
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        end(status.isOk() ? Status.UNAVAILABLE.withDescription("the peer closed the stream") : status);
    }

    private void checkWelcomed() {
        if (!welcomed) {
            end(Status.DEADLINE_EXCEEDED.withDescription("no answer within " + WELCOME_TIMEOUT_MILLIS + " ms"));
        }
    }

    private void end(Status reason) {
        if (!ended) {
            close();
            owner.onEnd(this, reason);
        }
    }
}

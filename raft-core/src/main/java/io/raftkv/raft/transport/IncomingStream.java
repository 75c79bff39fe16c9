package io.raftkv.raft.transport;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.raftkv.raft.transport.proto.RaftProto;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A stream that somebody opened: its first message tells who, the others are handed over. */
final class IncomingStream extends ServerCall.Listener<byte[]> {

    /**
     * Messages are asked of gRPC this many at a time, which is cheaper than one by one. This limits nothing: receivers do
     * not block, so that whatever arrives can be taken.
     */
    private static final int REQUEST = 1024;

    private final ServerCall<byte[], RaftProto.Welcome> call;
    private final IncomingStreams owner;
    private final StreamEnd endOfStream = StreamEnd.ofThisCall();
    private final AtomicBoolean ended = new AtomicBoolean();

    // Until the peer is admitted there is none: 0 and null.
    private long peer;
    private Lane lane = Lane.CONSENSUS;
    private @Nullable PeerMeters meters;
    private int untilRequest;

    IncomingStream(ServerCall<byte[], RaftProto.Welcome> call, IncomingStreams owner) {
        this.call = call;
        this.owner = owner;
    }

    ServerCall<byte[], RaftProto.Welcome> call() {
        return call;
    }

    /** Ends the stream, once. Any thread may call it. */
    void end(Status status) {
        if (ended.compareAndSet(false, true)) {
            call.close(status, new Metadata());
        }
    }

    @Override
    public void onMessage(byte[] message) {
        if (ended.get()) {
            return;
        }
        if (meters == null) {
            greet(message);
            return;
        }
        meters.received(message.length);
        try {
            owner.receive(peer, lane, MessageDecoder.parse(message));
        } catch (MalformedMessageException e) {
            malformed(meters, e);
        }
        if (--untilRequest == 0) {
            untilRequest = REQUEST;
            call.request(REQUEST);
        }
    }

    @Override
    public void onHalfClose() {
        end(Status.OK);
    }

    @Override
    public void onCancel() {
        var oversized = endOfStream.oversized();
        if (oversized != null) {
            oversized(oversized);
        }
        owner.ended(peer, lane, this);
    }

    @Override
    public void onComplete() {
        owner.ended(peer, lane, this);
    }

    private void oversized(String reason) {
        if (meters == null) {
            owner.admit(this, RaftProto.Envelope.getDefaultInstance());
        } else {
            malformed(
                    meters,
                    new MalformedMessageException(
                            MalformedMessageException.Kind.OVERSIZED,
                            reason + ": have all servers the same maxMessageBytes?"));
        }
    }

    private void malformed(PeerMeters counted, MalformedMessageException problem) {
        counted.malformed(problem.kind());
        owner.malformed(peer, lane, problem);
    }

    private void greet(byte[] message) {
        RaftProto.Envelope first;
        try {
            first = MessageDecoder.parse(message);
        } catch (MalformedMessageException e) {
            first = RaftProto.Envelope.getDefaultInstance();
        }
        var admission = owner.admit(this, first);
        if (admission == null) {
            return;
        }
        peer = first.getFrom();
        lane = admission.lane();
        meters = admission.meters();
        call.sendHeaders(new Metadata());
        call.sendMessage(RaftProto.Welcome.getDefaultInstance());
        untilRequest = REQUEST;
        call.request(2 * REQUEST);
        owner.admitted(peer);
    }
}

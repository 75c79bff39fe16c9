package io.raftkv.raft.transport;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.raftkv.raft.transport.proto.RaftProto;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/** A peer that opens a stream to a server and sends on it what it likes. */
final class RawPeer extends ClientCall.Listener<RaftProto.Welcome> implements AutoCloseable {

    final CompletableFuture<RaftProto.Welcome> welcome = new CompletableFuture<>();
    final CompletableFuture<Status> end = new CompletableFuture<>();
    private final ManagedChannel channel;
    private final ClientCall<byte[], RaftProto.Welcome> call;

    RawPeer(InetSocketAddress server) {
        channel = Grpc.newChannelBuilder("127.0.0.1:" + server.getPort(), InsecureChannelCredentials.create())
                .build();
        call = channel.newCall(SendMethod.RECEIVER, CallOptions.DEFAULT);
        call.start(this, new Metadata());
        call.request(1);
    }

    void send(RaftProto.Envelope envelope) {
        send(envelope.toByteArray());
    }

    void send(byte[] message) {
        call.sendMessage(message);
    }

    @Override
    public void onMessage(RaftProto.Welcome message) {
        welcome.complete(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        end.complete(status);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}

package io.raftkv.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.raftkv.client.proto.etcdserverpb.KVGrpc;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.PutResponse;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaderRequiredTest {

    private volatile boolean hasLeader;
    private Server server;
    private ManagedChannel channel;

    /** Does whatever it is asked. */
    private static final class Service extends KVGrpc.KVImplBase {
        @Override
        public void put(PutRequest request, StreamObserver<PutResponse> answer) {
            answer.onNext(PutResponse.getDefaultInstance());
            answer.onCompleted();
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(new LeaderRequired(() -> hasLeader).on(new Service()))
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void whoWantsALeaderIsRefusedWithoutOne() {
        assertThatThrownBy(() -> put("true")).hasMessage("UNAVAILABLE: etcdserver: no leader");

        hasLeader = true;
        assertThat(put("true")).isNotNull();
    }

    @Test
    void whoDoesNotAskForOneIsServedAnyway() {
        assertThat(put("false")).isNotNull();
        assertThat(KVGrpc.newBlockingStub(channel).put(PutRequest.getDefaultInstance()))
                .isNotNull();
    }

    private PutResponse put(String wantsLeader) {
        var headers = new Metadata();
        headers.put(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER), wantsLeader);
        return KVGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .put(PutRequest.getDefaultInstance());
    }
}

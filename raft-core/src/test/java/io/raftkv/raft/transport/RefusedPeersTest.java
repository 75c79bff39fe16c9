package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.TestServers.CLUSTER;
import static io.raftkv.raft.transport.TestServers.GROUP;
import static io.raftkv.raft.transport.TestServers.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.raftkv.raft.transport.proto.RaftProto;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is no peer is turned away with a reason, and nonsense changes nothing. */
@Timeout(60)
class RefusedPeersTest {

    private final TestServers servers = new TestServers(2);
    private final LogRecorder log = new LogRecorder();

    @AfterEach
    void close() {
        log.close();
        servers.close();
    }

    @Test
    void aServerOfAnotherClusterIsRefusedAndBothSidesSayWhyOnce() {
        var one = servers.start(1);
        var two = servers.start(2, config -> withCluster(config, 0x7c1f));

        // Both have been refused several times.
        await().until(() -> refusedStreams(one, "other_cluster") > 3 && refusedStreams(two, "other_cluster") > 3);

        var hint = ": wrong --initial-cluster or --initial-cluster-token?";
        assertThat(log.lines("refused a connection")).hasSize(2);
        assertThat(log.lines("refused a connection: peer 127.0.0.1:"))
                .anyMatch(line -> line.endsWith("belongs to cluster 7c1f, not 88ab" + hint))
                .anyMatch(line -> line.endsWith("belongs to cluster 88ab, not 7c1f" + hint));
        assertThat(log.lines("peer refuses this server")).hasSize(2);
        assertThat(log.lines("peer refuses this server, which will keep trying peer=2"))
                .singleElement()
                .asString()
                .endsWith(":" + servers.address(2).getPort() + " belongs to cluster 7c1f, not 88ab" + hint + "\"");
        assertThat(one.isConnectedTo(2)).isFalse();
        assertThat(one.received()).isEmpty();
    }

    @Test
    void whoDoesNotSayHelloInOurVersionToUsIsRefused() {
        servers.start(1);
        var hello = hello(2, 1, SendMethod.PROTOCOL_VERSION);

        assertRefused(new byte[] {1, 2, 3}, "expects a Hello first");
        assertRefused(new MessageEncoder(CLUSTER, GROUP).encode(heartbeat(2, 1, 1)), "expects a Hello first");
        assertRefused(hello(2, 1, 9), "speaks version 1 of the protocol, this server 9: upgrade the older one");
        assertRefused(hello.toBuilder().setGroupId(5).build(), "serves group 1, not 5");
        assertRefused(hello(2, 3, SendMethod.PROTOCOL_VERSION), "is server 1, not 3: wrong --initial-cluster?");
        assertRefused(hello(7, 1, SendMethod.PROTOCOL_VERSION), "does not know server 7");
    }

    @Test
    void malformedMessagesAreDroppedAndCountedAndTheOthersStillArrive() {
        var one = servers.start(1);
        var encoder = new MessageEncoder(CLUSTER, GROUP);
        try (var peer = new RawPeer()) {
            peer.send(hello(2, 1, SendMethod.PROTOCOL_VERSION));
            peer.send(new byte[] {1, 2, 3});
            peer.send(encoder.encode(heartbeat(3, 1, 1)));
            peer.send(encoder.encode(heartbeat(2, 3, 1)));
            peer.send(new MessageEncoder(CLUSTER + 1, GROUP).encode(heartbeat(2, 1, 1)));
            peer.send(encoder.encode(heartbeat(2, 1, -1)));
            peer.send(encoder.encode(heartbeat(2, 1, 5)));

            await().untilAsserted(() -> assertThat(one.received()).containsExactly(heartbeat(2, 1, 5)));
            assertThat(one.count("malformed.messages", 2, "reason", "unreadable"))
                    .isEqualTo(1);
            assertThat(one.count("malformed.messages", 2, "reason", "misaddressed"))
                    .isEqualTo(3);
            assertThat(one.count("malformed.messages", 2, "reason", "impossible"))
                    .isEqualTo(1);
            assertThat(log.lines("dropped a malformed message")).hasSize(3).allMatch(line -> line.contains("peer=2"));
        }
    }

    @Test
    void aNewStreamOfAPeerEndsItsEarlierOne() {
        servers.start(1);
        try (var first = new RawPeer();
                var second = new RawPeer()) {
            first.send(hello(2, 1, SendMethod.PROTOCOL_VERSION));
            first.welcome.join();
            second.send(hello(2, 1, SendMethod.PROTOCOL_VERSION));

            assertThat(first.end.join().getCode()).isEqualTo(Status.Code.ABORTED);
            assertThat(first.end.join().getDescription()).contains("it is running twice");
            second.welcome.join();
        }
    }

    private void assertRefused(RaftProto.Envelope first, String reason) {
        assertRefused(first.toByteArray(), reason);
    }

    private void assertRefused(byte[] first, String reason) {
        try (var stranger = new RawPeer()) {
            stranger.send(first);
            assertThat(stranger.end.join().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
            assertThat(stranger.end.join().getDescription())
                    .startsWith("peer 127.0.0.1:" + servers.address(1).getPort())
                    .contains(reason);
        }
    }

    private static RaftProto.Envelope hello(long from, long to, int version) {
        return new MessageEncoder(CLUSTER, GROUP).hello(from, to, version);
    }

    private static double refusedStreams(TestServers.Server server, String reason) {
        var counter = server.registry()
                .find("raft.transport.refused.streams")
                .tag("reason", reason)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    private static GrpcTransportConfig withCluster(GrpcTransportConfig config, long clusterId) {
        return GrpcTransportConfig.of(
                clusterId, config.groupId(), config.self(), config.listenAddresses(), config.peers());
    }

    /** A peer that sends to server 1 what it likes. */
    private final class RawPeer extends ClientCall.Listener<RaftProto.Welcome> implements AutoCloseable {

        final CompletableFuture<RaftProto.Welcome> welcome = new CompletableFuture<>();
        final CompletableFuture<Status> end = new CompletableFuture<>();
        private final ManagedChannel channel;
        private final ClientCall<byte[], RaftProto.Welcome> call;

        RawPeer() {
            channel = Grpc.newChannelBuilder(
                            "127.0.0.1:" + servers.address(1).getPort(), InsecureChannelCredentials.create())
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
}

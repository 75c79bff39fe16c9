package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.TestServers.CLUSTER;
import static io.raftkv.raft.transport.TestServers.GROUP;
import static io.raftkv.raft.transport.TestServers.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.raftkv.raft.transport.proto.RaftProto;
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
        await().until(() -> one.refusedStreams("other_cluster") > 3 && two.refusedStreams("other_cluster") > 3);

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
        assertRefused(
                new MessageEncoder(new Envelopes(CLUSTER, GROUP)).encode(heartbeat(2, 1, 1)), "expects a Hello first");
        assertRefused(hello(2, 1, 9), "speaks version 1 of the protocol, this server 9: upgrade the older one");
        assertRefused(hello.toBuilder().setGroupId(5).build(), "serves group 1, not 5");
        assertRefused(hello(2, 3, SendMethod.PROTOCOL_VERSION), "is server 1, not 3: wrong --initial-cluster?");
        assertRefused(hello(7, 1, SendMethod.PROTOCOL_VERSION), "does not know server 7");
        assertRefused(withAddress(hello(7, 1, SendMethod.PROTOCOL_VERSION), "nowhere"), "does not know server 7");
        assertRefused(withAddress(hello(0, 1, SendMethod.PROTOCOL_VERSION), "n0:2380"), "does not know server 0");
        assertRefused(withAddress(hello(1, 1, SendMethod.PROTOCOL_VERSION), "n1:2380"), "does not know server 1");
        assertRefused(withLane(hello, 0), "does not know the lane that this server opens");
        assertRefused(withLane(hello, 99), "does not know the lane that this server opens");
    }

    @Test
    void malformedMessagesAreDroppedAndCountedAndTheOthersStillArrive() {
        var one = servers.start(1);
        var encoder = new MessageEncoder(new Envelopes(CLUSTER, GROUP));
        try (var peer = new RawPeer(servers.address(1))) {
            peer.send(hello(2, 1, SendMethod.PROTOCOL_VERSION));
            peer.send(new byte[] {1, 2, 3});
            peer.send(encoder.encode(heartbeat(3, 1, 1)));
            peer.send(encoder.encode(heartbeat(2, 3, 1)));
            peer.send(new MessageEncoder(new Envelopes(CLUSTER + 1, GROUP)).encode(heartbeat(2, 1, 1)));
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
    void aNewStreamOfAPeerEndsItsEarlierOneOfTheSameLane() {
        servers.start(1);
        try (var snapshots = new RawPeer(servers.address(1));
                var first = new RawPeer(servers.address(1));
                var second = new RawPeer(servers.address(1))) {
            snapshots.send(new Envelopes(CLUSTER, GROUP).hello(2, 1, SendMethod.PROTOCOL_VERSION, Lane.SNAPSHOT, ""));
            snapshots.welcome.join();
            first.send(hello(2, 1, SendMethod.PROTOCOL_VERSION));
            first.welcome.join();
            second.send(hello(2, 1, SendMethod.PROTOCOL_VERSION));

            assertThat(first.end.join().getCode()).isEqualTo(Status.Code.ABORTED);
            assertThat(first.end.join().getDescription()).contains("it is running twice");
            second.welcome.join();
            assertThat(snapshots.end).isNotDone();
        }
    }

    private void assertRefused(RaftProto.Envelope first, String reason) {
        assertRefused(first.toByteArray(), reason);
    }

    private void assertRefused(byte[] first, String reason) {
        try (var stranger = new RawPeer(servers.address(1))) {
            stranger.send(first);
            assertThat(stranger.end.join().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
            assertThat(stranger.end.join().getDescription())
                    .startsWith("peer 127.0.0.1:" + servers.address(1).getPort())
                    .contains(reason);
        }
    }

    private static RaftProto.Envelope hello(long from, long to, int version) {
        return new Envelopes(CLUSTER, GROUP).hello(from, to, version, Lane.CONSENSUS, "");
    }

    private static RaftProto.Envelope withAddress(RaftProto.Envelope hello, String address) {
        var changed = hello.toBuilder();
        changed.getHelloBuilder().setAddress(address);
        return changed.build();
    }

    private static RaftProto.Envelope withLane(RaftProto.Envelope hello, int lane) {
        var changed = hello.toBuilder();
        changed.getHelloBuilder().setLaneValue(lane);
        return changed.build();
    }

    private static GrpcTransportConfig withCluster(GrpcTransportConfig config, long clusterId) {
        return GrpcTransportConfig.of(
                clusterId, config.groupId(), config.self(), config.listenAddresses(), config.peers());
    }
}

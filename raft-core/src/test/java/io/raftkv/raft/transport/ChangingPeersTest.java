package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.TestServers.awaitConnected;
import static io.raftkv.raft.transport.TestServers.chunk;
import static io.raftkv.raft.transport.TestServers.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.raftkv.raft.transport.TestServers.Server;
import io.raftkv.raft.transport.proto.RaftProto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The transport follows the cluster's configuration. */
@Timeout(60)
class ChangingPeersTest {

    private final TestServers servers = new TestServers(4);

    @AfterEach
    void close() {
        servers.close();
    }

    @Test
    void serversThatKnewNobodyReachEachOtherWhenTheyAreNamed() {
        var one = startAlone(1);
        var two = startAlone(2);

        setPeers(Map.of(1L, text(1), 2L, "http://" + text(2)), one, two);

        awaitConnected(one, two);
        one.transport().send(heartbeat(1, 2, 5));
        two.transport().send(chunk(2, 1, 0, 8));
        await().untilAsserted(() -> assertThat(two.received()).containsExactly(heartbeat(1, 2, 5)));
        await().untilAsserted(() -> assertThat(one.parts()).containsExactly(chunk(2, 1, 0, 8)));
    }

    @Test
    void peersThatAreNamedBeforeTheStartAreConnectedToAtTheStart() {
        var two = servers.start(2);
        var registry = new SimpleMeterRegistry();
        var config = servers.config(1);
        try (var transport = new GrpcTransport(
                GrpcTransportConfig.of(config.clusterId(), config.groupId(), 1, config.listenAddresses(), Map.of()),
                registry)) {
            transport.setPeers(Map.of(2L, text(2)));
            transport.start(TestServers.receiver(message -> {}, part -> {}));

            await().until(() -> two.isConnectedTo(1));
        }
    }

    @Test
    void whatChangesNothingLeavesConnectionsAlone() {
        try (var log = new LogRecorder()) {
            var one = servers.start(1);
            var two = servers.start(2);
            awaitConnected(one, two);

            for (int i = 0; i < 3; i++) {
                one.transport().setPeers(Map.of());
                // As configured at first, written in several ways.
                one.transport().setPeers(Map.of(1L, text(1), 2L, text(2), 3L, text(3), 4L, ""));
                one.transport().setPeers(Map.of(2L, "http://" + text(2) + "/", 3L, text(3), 4L, text(4)));
            }
            one.transport().send(heartbeat(1, 2, 5));

            await().untilAsserted(() -> assertThat(two.received()).containsExactly(heartbeat(1, 2, 5)));
            assertThat(one.count("connections", 2)).isEqualTo(1);
            assertThat(log.lines("peer moved")).isEmpty();
            assertThat(log.lines("peer joined")).isEmpty();
        }
    }

    @Test
    void whoLeftIsToldTheLastAndThenNeitherReachedNorHeard() {
        try (var log = new LogRecorder()) {
            var one = servers.start(1);
            var two = servers.start(2);
            var three = servers.start(3);
            awaitConnected(one, two, three);

            one.transport().setPeers(Map.of(1L, text(1), 2L, text(2)));
            one.transport().send(heartbeat(1, 3, 5));

            await().untilAsserted(() -> assertThat(three.received()).containsExactly(heartbeat(1, 3, 5)));
            await().until(() -> !three.isConnectedTo(1) && !three.isConnectedTo(Lane.SNAPSHOT, 1));
            await().until(() -> !log.lines("peer refuses this server, which will keep trying peer=1")
                    .isEmpty());
            assertThat(log.lines("lost peer peer=1")).anyMatch(line -> line.contains("no longer counts server 3"));
            assertThat(log.lines("peer refuses this server, which will keep trying peer=1"))
                    .singleElement()
                    .asString()
                    .contains("does not know server 3: removed from the cluster");
            assertThat(one.registry()
                            .find("raft.transport.connected")
                            .tag("peer", "3")
                            .gauges())
                    .isEmpty();
            assertThat(one.registry()
                            .find("raft.transport.sent.messages")
                            .tag("peer", "3")
                            .counters())
                    .isEmpty();
            one.transport().send(heartbeat(1, 3, 6));
            one.transport().send(heartbeat(1, 2, 7));
            await().untilAsserted(() -> assertThat(two.received()).containsExactly(heartbeat(1, 2, 7)));
            assertThat(three.received()).hasSize(1);
        }
    }

    @Test
    void whoLeftAndCameBackAtOnceKeepsItsConnections() {
        var one = servers.start(1);
        var two = servers.start(2);
        awaitConnected(one, two);

        one.transport().setPeers(Map.of(3L, text(3)));
        one.transport().setPeers(Map.of(2L, text(2), 3L, text(3)));

        // Longer than a server that leaves is kept.
        await().during(Duration.ofMillis(1_500))
                .until(() -> one.isConnectedTo(2) && one.count("connections", 2) == 1 && two.isConnectedTo(1));
    }

    @Test
    void whoLeftAndComesBackLaterIsReachedAgain() {
        var one = servers.start(1);
        var two = servers.start(2);
        awaitConnected(one, two);
        one.transport().setPeers(Map.of(3L, text(3)));
        await().until(() -> !two.isConnectedTo(1));

        one.transport().setPeers(Map.of(2L, text(2), 3L, text(3)));

        awaitConnected(one, two);
        assertThat(one.count("connections", 2)).isEqualTo(1);
    }

    @Test
    void aPeerThatIsToMoveIsReachedWhereItIsUntilItHasMoved() {
        try (var log = new LogRecorder()) {
            var one = servers.start(1);
            var two = servers.start(2);
            awaitConnected(one, two);

            one.transport().setPeers(Map.of(2L, text(4), 3L, text(3)));
            await().until(() ->
                    !log.lines("cannot reach peer, will keep trying peer=2").isEmpty());
            one.transport().send(heartbeat(1, 2, 5));
            await().untilAsserted(() -> assertThat(two.received()).containsExactly(heartbeat(1, 2, 5)));

            servers.stop(two);
            var moved = servers.start(2, config -> listeningAt(config, 4));
            awaitConnected(one, moved);
            one.transport().send(heartbeat(1, 2, 6));
            await().untilAsserted(() -> assertThat(moved.received()).containsExactly(heartbeat(1, 2, 6)));
        }
    }

    @Test
    void aPeerThatHasASecondAddressIsReachedThereAndNothingIsSaidToBeLost() {
        try (var log = new LogRecorder()) {
            var one = servers.start(1);
            var two = servers.start(2, config -> listeningAt(config, 2, 4));
            awaitConnected(one, two);

            one.transport().setPeers(Map.of(2L, text(4), 3L, text(3)));

            await().until(() -> one.count("connections", 2) == 2 && one.count(Lane.SNAPSHOT, "connections", 2) == 2);
            one.transport().send(heartbeat(1, 2, 5));
            await().untilAsserted(() -> assertThat(two.received()).containsExactly(heartbeat(1, 2, 5)));
            assertThat(log.lines("lost peer")).isEmpty();
            assertThat(log.lines("peer moved peer=2 address=" + text(4))).hasSize(1);
        }
    }

    @Test
    void anAddressThatCannotBeReadIsSaidOnceAndItsPeerIsOneAllTheSame() {
        try (var log = new LogRecorder()) {
            var one = startAlone(1);
            var two = servers.start(2);

            one.transport().setPeers(Map.of(2L, "localhost"));
            one.transport().setPeers(Map.of(2L, "localhost", 3L, text(3)));
            one.transport().setPeers(Map.of(2L, "localhost"));
            one.transport().send(heartbeat(1, 2, 5));

            assertThat(log.lines("peer stays unreachable"))
                    .singleElement()
                    .asString()
                    .contains("peer=2", "'localhost' is no address: expected host:port or http://host:port");
            assertThat(one.count("dropped.messages", 2, "reason", "unconnected"))
                    .isEqualTo(1);
            await().until(() -> two.isConnectedTo(1));

            one.transport().setPeers(Map.of(2L, text(2)));
            awaitConnected(one, two);
        }
    }

    @Test
    void aServerThatIsNotNamedYetIsHeardAndAnswered() {
        var one = startAlone(1);
        var leader = servers.start(2);
        awaitConnected(one, leader);

        leader.transport().send(heartbeat(2, 1, 5));
        leader.transport().send(chunk(2, 1, 0, 8));
        await().until(() ->
                one.received().contains(heartbeat(2, 1, 5)) && one.parts().contains(chunk(2, 1, 0, 8)));
        one.transport().send(heartbeat(1, 2, 6));

        await().untilAsserted(() -> assertThat(leader.received()).containsExactly(heartbeat(1, 2, 6)));
    }

    @Test
    void whoIsHeardAndThenNamedKeepsItsConnections() {
        var one = startAlone(1);
        var leader = servers.start(2);
        awaitConnected(one, leader);

        one.transport().setPeers(Map.of(2L, text(2), 3L, text(3)));

        // Longer than a server that is not named is kept when it falls silent.
        servers.stop(leader);
        await().during(Duration.ofMillis(1_500)).until(() -> one.count("connections", 2) == 1);
    }

    @Test
    void whoIsNotNamedIsForgottenWhenItIsSilentAndCanComeBack() {
        var one = startAlone(1);
        var leader = servers.start(2);
        awaitConnected(one, leader);

        servers.stop(leader);
        await().until(() ->
                one.registry().find("raft.transport.connected").gauges().isEmpty());

        awaitConnected(one, servers.start(2));
    }

    @Test
    void twoServersOfWhichNeitherNamesTheOtherForgetEachOther() {
        var one = startAlone(1);
        var two = servers.start(2);
        awaitConnected(one, two);

        // Server 1 is still connecting to it when it is back.
        servers.stop(two);
        var again = startAlone(2);

        await().until(() ->
                one.registry().find("raft.transport.connected").gauges().isEmpty());
        assertThat(again.registry().find("raft.transport.connected").gauges()).isEmpty();
    }

    @Test
    void aServerSaysWhereTheConfigurationHasIt() {
        try (var log = new LogRecorder()) {
            startAlone(1);
            var two = startAlone(2);

            two.transport().setPeers(Map.of(1L, text(1), 2L, "http://n2.invalid:2380"));

            await().until(() -> !log.lines("hearing a server that no configuration here names yet peer=2"
                            + " address=http://n2.invalid:2380")
                    .isEmpty());
        }
    }

    @Test
    void onlySoManyServersAreHeardThatNobodyNames() {
        var one = startAlone(1);
        var heard = new ArrayList<RawPeer>();
        try {
            for (int id = 100; id < 116; id++) {
                var peer = stranger(id);
                heard.add(peer);
                peer.welcome.join();
            }
            try (var oneTooMany = stranger(116)) {
                assertThat(oneTooMany.end.join().getDescription()).contains("does not know server 74");
            }
            assertThat(one.refusedStreams("unknown_peer")).isEqualTo(1);
        } finally {
            heard.forEach(RawPeer::close);
        }
        // When they are gone there is room again.
        await().until(() -> {
            try (var later = stranger(116)) {
                return CompletableFuture.anyOf(later.welcome, later.end).join() instanceof RaftProto.Welcome;
            }
        });
    }

    private RawPeer stranger(long id) {
        var peer = new RawPeer(servers.address(1));
        peer.send(new Envelopes(TestServers.CLUSTER, TestServers.GROUP)
                .hello(id, 1, SendMethod.PROTOCOL_VERSION, Lane.CONSENSUS, "127.0.0.1:1"));
        return peer;
    }

    private Server startAlone(long id) {
        return servers.start(
                id,
                config -> GrpcTransportConfig.of(
                        config.clusterId(), config.groupId(), id, config.listenAddresses(), Map.of()));
    }

    private GrpcTransportConfig listeningAt(GrpcTransportConfig config, long... idsOfAddresses) {
        var addresses = Arrays.stream(idsOfAddresses).mapToObj(servers::address).toList();
        return GrpcTransportConfig.of(config.clusterId(), config.groupId(), config.self(), addresses, config.peers());
    }

    private static void setPeers(Map<Long, String> peers, Server... all) {
        for (var server : all) {
            server.transport().setPeers(peers);
        }
    }

    private String text(long id) {
        return Addresses.print(servers.address(id));
    }
}

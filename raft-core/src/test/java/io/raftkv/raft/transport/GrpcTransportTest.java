package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.TestServers.append;
import static io.raftkv.raft.transport.TestServers.awaitConnected;
import static io.raftkv.raft.transport.TestServers.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.raftkv.raft.core.AppendEntries;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transports on loopback: what arrives, what is dropped, and how connections come and go. */
@Timeout(60)
class GrpcTransportTest {

    private final TestServers servers = new TestServers(3);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void close() {
        goOn.countDown();
        servers.close();
    }

    @Test
    void everyServerReachesEveryOther() {
        var all = List.of(servers.start(1), servers.start(2), servers.start(3));
        awaitConnected(all.toArray(TestServers.Server[]::new));

        for (var from : all) {
            for (var to : all) {
                if (from != to) {
                    from.transport().send(heartbeat(from.id(), to.id(), 10 * from.id() + to.id()));
                }
            }
        }

        await().untilAsserted(() -> assertThat(rounds(all.get(0))).containsExactlyInAnyOrder(21L, 31L));
        await().untilAsserted(() -> assertThat(rounds(all.get(1))).containsExactlyInAnyOrder(12L, 32L));
        await().untilAsserted(() -> assertThat(rounds(all.get(2))).containsExactlyInAnyOrder(13L, 23L));
    }

    @Test
    void messagesOfOneThreadArriveInOrderAndAreCounted() {
        var one = servers.start(1);
        var two = servers.start(2);
        awaitConnected(one, two);

        for (long round = 0; round < 10_000; round++) {
            one.transport().send(heartbeat(1, 2, round));
        }

        await().until(() -> two.received().size() == 10_000);
        assertThat(rounds(two))
                .containsExactlyElementsOf(LongStream.range(0, 10_000).boxed().toList());
        assertThat(one.count("sent.messages", 2)).isEqualTo(10_000);
        assertThat(two.count("received.messages", 1)).isEqualTo(10_000);
        assertThat(two.count("received.bytes", 1))
                .isEqualTo(one.count("sent.bytes", 2))
                .isPositive();
    }

    @Test
    void anEntryOfOneAndAHalfMebibytesArrives() {
        var one = servers.start(1);
        var two = servers.start(2);
        awaitConnected(one, two);

        var message = append(1, 2, 3 << 19);
        one.transport().send(message);

        await().until(() -> two.received().size() == 1);
        assertThat(two.received().peek()).isEqualTo(message);
    }

    @Test
    void aMessageAboveTheLimitIsNotSentAndCostsNoConnection() {
        var one = servers.start(1, config -> config.withLimits(1 << 20, 64 << 20));
        var two = servers.start(2);
        awaitConnected(one, two);

        one.transport().send(append(1, 2, 1 << 20));
        one.transport().send(heartbeat(1, 2, 1));

        await().until(() -> two.received().size() == 1);
        assertThat(rounds(two)).containsExactly(1L);
        assertThat(one.count("dropped.messages", 2, "reason", "too_large")).isEqualTo(1);
        assertThat(one.count("connections", 2)).isEqualTo(1);
    }

    @Test
    void aMessageAboveTheReceiversLimitEndsTheStreamAndTheSenderConnectsAgain() {
        var one = servers.start(1);
        var two = servers.start(2, config -> config.withLimits(1 << 20, 64 << 20));
        awaitConnected(one, two);

        one.transport().send(append(1, 2, 1 << 20));

        await().until(() -> one.count("connections", 2) == 2);
        one.transport().send(heartbeat(1, 2, 1));
        await().untilAsserted(() -> assertThat(rounds(two)).containsExactly(1L));
    }

    @Test
    void messagesForUnknownAndForUnreachablePeersAreDropped() {
        var one = servers.start(1);

        one.transport().send(heartbeat(1, 99, 1));
        one.transport().send(heartbeat(1, 2, 1));

        assertThat(one.count("dropped.messages", 2, "reason", "unconnected")).isEqualTo(1);
        assertThat(one.gauge("queued.bytes", 2)).isZero();
    }

    @Test
    void aSlowPeerCostsABoundedQueueAndNoWaitingAndGetsInOrderWhatWasKept() {
        var maxQueued = 1 << 20;
        var one = servers.start(1, config -> config.withLimits(1 << 20, maxQueued));
        var two = servers.start(servers.config(2), message -> awaitUninterruptibly(goOn));
        await().until(() -> one.isConnectedTo(2));

        // Until all buffers on the way are full: the window, the sockets' and gRPC's. Then the queue no longer shrinks.
        var message = append(1, 2, 1 << 16);
        await().pollInterval(Duration.ofMillis(20))
                .during(Duration.ofMillis(200))
                .until(() -> {
                    boolean stuck = one.gauge("queued.bytes", 2) > maxQueued / 2;
                    for (int i = 0; i < 100; i++) {
                        one.transport().send(message);
                    }
                    return stuck;
                });
        assertThat(one.count("dropped.messages", 2, "reason", "queue_full")).isPositive();
        assertThat(one.gauge("queued.bytes", 2)).isLessThanOrEqualTo(maxQueued);

        goOn.countDown();
        await().until(() -> one.gauge("queued.bytes", 2) == 0);
        one.transport().send(heartbeat(1, 2, 1));
        await().untilAsserted(() -> assertThat(two.received()).last().isEqualTo(heartbeat(1, 2, 1)));
        assertThat(two.received()).hasSize((int) two.count("received.messages", 1));
    }

    @Test
    void aPeerThatStartsLaterIsReached() {
        try (var log = new LogRecorder()) {
            var one = servers.start(1);
            await().until(() ->
                    !log.lines("cannot reach peer, will keep trying peer=2").isEmpty());

            awaitConnected(one, servers.start(2));
        }
    }

    @Test
    void aPeerThatConnectsIsConnectedToAtOnceHoweverLongTheBackoff() {
        try (var log = new LogRecorder()) {
            var one = servers.start(1, config -> config.withBackoff(Duration.ofMinutes(5), Duration.ofMinutes(5)));
            await().until(() ->
                    log.lines("cannot reach peer, will keep trying peer=2").size() == 1);

            var two = servers.start(2);

            awaitConnected(one, two);
        }
    }

    @Test
    void aPeerThatRestartsIsReachedAgainAndTheLossIsLoggedOnce() {
        try (var log = new LogRecorder()) {
            var two = servers.start(2);
            var one = servers.start(1);
            awaitConnected(one, two);

            servers.stop(two);
            await().until(() -> !one.isConnectedTo(2));
            // Long enough for several attempts: the peer's port stays closed until they have been made.
            await().during(Duration.ofMillis(500)).until(() -> !one.isConnectedTo(2));
            var again = servers.start(2);
            awaitConnected(one, again);
            one.transport().send(heartbeat(1, 2, 5));

            await().untilAsserted(() -> assertThat(rounds(again)).containsExactly(5L));
            assertThat(log.lines("lost peer peer=2")).singleElement().asString().contains("server 2 is shutting down");
            assertThat(log.lines("reached peer peer=2")).hasSize(2);
            assertThat(log.lines("cannot reach peer, will keep trying peer=2")).isEmpty();
        }
    }

    @Test
    void aPeerThatAcceptsConnectionsButDoesNotAnswerIsTriedAgain() throws IOException {
        try (var silent = new ServerSocket()) {
            silent.bind(servers.address(2));
            servers.start(1);

            silent.accept();
            silent.accept();
        }
    }

    @Test
    void theNextAddressOfAPeerIsTriedWhenOneFails() {
        var config = servers.config(1);
        var peers = Map.of(
                2L,
                List.of(
                        InetSocketAddress.createUnresolved("no-such-host.invalid", 1),
                        servers.address(3),
                        InetSocketAddress.createUnresolved(
                                "localhost", servers.address(2).getPort())));
        servers.start(2);

        var one = servers.start(
                1,
                ignored -> GrpcTransportConfig.of(
                        config.clusterId(), config.groupId(), 1, config.listenAddresses(), peers));

        await().until(() -> one.isConnectedTo(2));
    }

    @Test
    void anAddressInUseIsNamed() {
        servers.start(1);

        var second = new GrpcTransport(servers.config(1), new SimpleMeterRegistry());

        assertThatThrownBy(() -> second.start(TestServers.receiver(message -> {}, part -> {})))
                .isInstanceOfSatisfying(
                        ListenException.class, e -> assertThat(e.address()).isEqualTo(servers.address(1)))
                .hasMessageContaining("cannot listen for peers on localhost:"
                        + servers.address(1).getPort())
                .hasMessageContaining("Address already in use");
    }

    @Test
    void closeTakesLessThanASecondAndLeavesNoThreadAndNoGauge() {
        var one = servers.start(1);
        var two = servers.start(2);
        awaitConnected(one, two);

        long start = System.nanoTime();
        servers.stop(one);
        var took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(took).isLessThan(Duration.ofSeconds(1));
        // A thread that has done its work may still be seen for a moment.
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("raft-transport-1-")));
        assertThat(one.registry().find("raft.transport.connected").gauges()).isEmpty();
        one.transport().send(heartbeat(1, 2, 1));
        one.transport().close();
    }

    private static List<Long> rounds(TestServers.Server server) {
        return server.received().stream()
                .map(message -> ((AppendEntries) message).round())
                .toList();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

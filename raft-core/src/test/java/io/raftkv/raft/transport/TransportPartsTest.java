package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.TestServers.append;
import static io.raftkv.raft.transport.TestServers.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.core.Message;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the transport's small parts. */
class TransportPartsTest {

    @Test
    void theBackoffDoublesWithinItsBoundsAndVariesByHalf() {
        var backoff = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));
        for (long expected : new long[] {50, 100, 200, 400, 800, 1_000, 1_000}) {
            assertThat(backoff.nextDelayNanos())
                    .isBetween(TimeUnit.MILLISECONDS.toNanos(expected) / 2, TimeUnit.MILLISECONDS.toNanos(expected));
        }
        backoff.reset();
        assertThat(backoff.nextDelayNanos()).isLessThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(50));
    }

    @Test
    void theQueueRefusesWhatExceedsItsBound() {
        var queue = queue();
        int taken = 0;
        while (queue.offer(heartbeat(1, 2, taken))) {
            taken++;
        }
        assertThat(queue.bytes()).isBetween(800L, 1_000L);
        for (int round = 0; round < taken; round++) {
            assertThat(queue.poll()).isEqualTo(heartbeat(1, 2, round));
        }
        assertThat(queue.poll()).isNull();
        assertThat(queue.bytes()).isZero();
    }

    private static SendQueue<Message> queue() {
        return new SendQueue<>(1_000, new MessageEncoder(new Envelopes(7, 8))::sizeOf);
    }

    @Test
    void aMessageAboveTheBoundIsTakenWhenNothingElseWaits() {
        var queue = queue();
        assertThat(queue.offer(append(1, 2, 10_000))).isTrue();
        assertThat(queue.offer(heartbeat(1, 2, 1))).isFalse();
    }

    @Test
    void aTroubleIsNewsOnceAndAgainAfterAMinuteOfSilence() {
        var now = new AtomicLong();
        var limiter = new LogLimiter(now::get);

        assertThat(limiter.isNews("a")).isTrue();
        for (int i = 0; i < 10; i++) {
            now.addAndGet(TimeUnit.SECONDS.toNanos(59));
            assertThat(limiter.isNews("a")).isFalse();
        }
        assertThat(limiter.isNews("b")).isTrue();
        now.addAndGet(TimeUnit.SECONDS.toNanos(61));
        assertThat(limiter.isNews("a")).isTrue();
    }

    @Test
    void onlySoManyTroublesAreRemembered() {
        var limiter = new LogLimiter(() -> 0);
        assertThat(limiter.isNews(-1)).isTrue();
        for (int i = 0; i < 1_000; i++) {
            assertThat(limiter.isNews(i)).isTrue();
        }
        assertThat(limiter.isNews(999)).isFalse();
        assertThat(limiter.isNews(-1)).isTrue();
    }

    @Test
    void aConfigurationThatCannotWorkIsRefusedByNameAndValue() {
        var here = List.of(new InetSocketAddress("127.0.0.1", 1));
        var peers = Map.of(2L, here);

        assertThatThrownBy(() -> GrpcTransportConfig.of(1, 1, 0, here, peers)).hasMessageStartingWith("self is 0");
        assertThatThrownBy(() -> GrpcTransportConfig.of(1, 1, 1, List.of(), peers))
                .hasMessageContaining("listenAddresses");
        assertThatThrownBy(() -> GrpcTransportConfig.of(
                        1, 1, 1, List.of(InetSocketAddress.createUnresolved("nowhere.invalid", 1)), peers))
                .hasMessageContaining("nowhere.invalid");
        assertThatThrownBy(() -> GrpcTransportConfig.of(1, 1, 2, here, peers)).hasMessageContaining("peers is 2");
        assertThatThrownBy(() -> GrpcTransportConfig.of(1, 1, 1, here, Map.of(2L, List.of())))
                .hasMessageContaining("at least one address each");
        assertThatThrownBy(() -> GrpcTransportConfig.of(1, 1, 1, here, peers).withLimits(0, 1))
                .hasMessageStartingWith("maxMessageBytes is 0");
        assertThatThrownBy(() -> GrpcTransportConfig.of(1, 1, 1, here, peers).withLimits(1, 0))
                .hasMessageStartingWith("maxQueuedBytesPerPeer is 0");
    }

    @Test
    void addressesArePrintedAsConfigured() {
        assertThat(Addresses.print(InetSocketAddress.createUnresolved("n1.example", 2380)))
                .isEqualTo("n1.example:2380");
        assertThat(Addresses.print(InetSocketAddress.createUnresolved("::1", 2380)))
                .isEqualTo("[::1]:2380");
    }

    @Test
    void addressesAreReadAsTheyAreWrittenInConfigurations() {
        assertThat(Addresses.parse("n1:2380")).containsExactly(InetSocketAddress.createUnresolved("n1", 2380));
        assertThat(Addresses.parse("http://10.0.0.1:2380/, https://n1.example:2381,[::1]:2382"))
                .containsExactly(
                        InetSocketAddress.createUnresolved("10.0.0.1", 2380),
                        InetSocketAddress.createUnresolved("n1.example", 2381),
                        InetSocketAddress.createUnresolved("::1", 2382));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "n1",
                "n1:",
                ":2380",
                "n1:99999",
                "n1:-1",
                "::1:2380",
                "ftp://n1:2380",
                "http://n1:2380/x",
                "n1:2380,",
                "u@n1:2380",
                "n 1:2380"
            })
    void whatIsNoAddressIsRefused(String text) {
        assertThatThrownBy(() -> Addresses.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected host:port or http://host:port");
    }
}

package io.raftkv.client;

import static io.raftkv.client.FakeServer.Behaviour.ANSWERS;
import static io.raftkv.client.FakeServer.Behaviour.DIES;
import static io.raftkv.client.FakeServer.Behaviour.DOES_IT_AND_DIES;
import static io.raftkv.client.FakeServer.Behaviour.DOES_IT_AND_LOSES_LEADERSHIP;
import static io.raftkv.client.FakeServer.Behaviour.HAS_NO_LEADER;
import static io.raftkv.client.FakeServer.Behaviour.HAS_TOO_MANY_REQUESTS;
import static io.raftkv.client.FakeServer.Behaviour.REFUSES;
import static io.raftkv.client.FakeServer.Behaviour.STAYS_SILENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a request is asked again elsewhere, and when it must not be. */
class FailoverTest {
    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void clientStaysWithTheServerThatWorks() {
        var first = server(ANSWERS);
        var second = server(ANSWERS);
        var client = client(first, second);

        client.put("a", "1");
        client.get("a");
        client.put("b", "2");

        assertThat(first.requests()).containsExactly("put", "range", "put");
        assertThat(second.requests()).isEmpty();
    }

    @Test
    void putWhoseConnectionIsRefusedGoesToTheNextServer() {
        var first = server(ANSWERS);
        var second = server(ANSWERS);
        var client = client(first, second);
        first.stop();

        client.put("a", "1");
        client.put("b", "2");

        assertThat(second.requests()).containsExactly("put", "put");
    }

    @Test
    void putsGoToTheNextServerOnceAReadFoundTheFirstOneGone() {
        var first = server(ANSWERS);
        var second = server(ANSWERS);
        var client = client(first, second);
        client.put("a", "1");
        first.stop();

        client.get("a");
        client.put("b", "2");

        assertThat(first.requests()).containsExactly("put");
        assertThat(second.requests()).containsExactly("range", "put");
    }

    @Test
    void putWhoseServerDiedMidWayIsUnknownAndNotSentAgain() {
        var first = server(DOES_IT_AND_DIES);
        var second = server(ANSWERS);
        var client = client(first, second);

        assertThatThrownBy(() -> client.put("a", "1"))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("may have happened")
                .hasMessageContaining(first.endpoint().toString());

        assertThat(first.requests()).containsExactly("put");
        assertThat(second.requests()).isEmpty();
        client.put("b", "2");
        assertThat(second.requests()).containsExactly("put");
    }

    @Test
    void putThatEndedWithAChangeOfLeaderIsUnknownAndNotSentAgain() {
        var first = server(DOES_IT_AND_LOSES_LEADERSHIP);
        var second = server(ANSWERS);
        var client = client(first, second);

        assertThatThrownBy(() -> client.put("a", "1")).isInstanceOf(OutcomeUnknownException.class);

        assertThat(second.requests()).isEmpty();
    }

    @Test
    void putThatAServerWithoutLeaderTurnedDownGoesToTheNextServer() {
        var first = server(HAS_NO_LEADER);
        var second = server(ANSWERS);

        client(first, second).put("a", "1");

        assertThat(first.requests()).containsExactly("put");
        assertThat(second.requests()).containsExactly("put");
    }

    @Test
    void putThatAnOverloadedServerTurnedDownGoesToTheNextServer() {
        var first = server(HAS_TOO_MANY_REQUESTS);
        var second = server(ANSWERS);

        client(first, second).put("a", "1");

        assertThat(second.requests()).containsExactly("put");
    }

    @Test
    void refusedRequestIsNotAskedElsewhere() {
        var first = server(REFUSES);
        var second = server(ANSWERS);
        var client = client(first, second);

        assertThatThrownBy(() -> client.put("", "1"))
                .isInstanceOf(RequestRefusedException.class)
                .hasMessage("etcdserver: key is not provided");
        assertThat(second.requests()).isEmpty();
    }

    @Test
    void readWhoseServerDiedMidWayIsAskedElsewhere() {
        var first = server(DIES);
        var second = server(ANSWERS);

        client(first, second).get("a");

        assertThat(first.requests()).containsExactly("range");
        assertThat(second.requests()).containsExactly("range");
    }

    @Test
    void readThatAServerLeavesUnansweredIsAskedElsewhere() {
        var first = server(STAYS_SILENT);
        var second = server(ANSWERS);

        client(first, second).get("a");

        assertThat(second.requests()).containsExactly("range");
    }

    @Test
    void transactionOfReadsIsAskedElsewhereAndOneWithAWriteIsNot() {
        var first = server(DIES);
        var second = server(ANSWERS);
        client(first, second).txn(Txn.when().then(Get.of("a")).otherwise(Get.of("b")));
        assertThat(second.requests()).containsExactly("txn");

        first.restart();
        var client = client(first, second);
        var write = Txn.when().then(Get.of("a")).otherwise(Put.of("b", "1"));
        assertThatThrownBy(() -> client.txn(write)).isInstanceOf(OutcomeUnknownException.class);
        assertThat(second.requests()).containsExactly("txn");
    }

    @Test
    void putIsNotSentToAServerThatAcceptsConnectionsAndThenStaysSilent() throws IOException {
        var stopped = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        open.add(stopped);
        var second = server(ANSWERS);
        var client =
                client(KvClientConfig.of(List.of(new Endpoint("127.0.0.1", stopped.getLocalPort()), second.endpoint()))
                        .dialTimeout(Duration.ofMillis(200)));

        client.put("a", "1");

        assertThat(second.requests()).containsExactly("put");
    }

    @Test
    void serverThatCameBackIsUsedAgain() {
        var only = server(ANSWERS);
        var client = client(only);
        client.put("a", "1");
        only.stop();
        assertThatThrownBy(() -> client.get("a")).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> client.put("b", "2")).isInstanceOf(UnavailableException.class);

        only.restart();
        client.put("c", "3");

        assertThat(only.requests()).containsExactly("put", "put");
    }

    @Test
    void putWithoutAnAnswerEndsUnknownAtTheDeadlineAndTheNextOneGoesElsewhere() {
        var first = server(STAYS_SILENT);
        var second = server(ANSWERS);
        var client = client(configuration(first, second).requestTimeout(Duration.ofMillis(400)));

        long before = System.nanoTime();
        assertThatThrownBy(() -> client.put("a", "1")).isInstanceOf(OutcomeUnknownException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(400), Duration.ofSeconds(3));

        client.put("b", "2");
        assertThat(second.requests()).containsExactly("put");
    }

    @Test
    void requestThatNobodyTakesEndsUnavailableBeforeTheDeadline() {
        var first = server(HAS_NO_LEADER);
        var second = server(ANSWERS);
        var client = client(configuration(first, second).requestTimeout(Duration.ofMillis(400)));
        second.stop();

        long before = System.nanoTime();
        var put = catchThrowableOfType(UnavailableException.class, () -> client.put("a", "1"));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
        assertThat(put).hasMessageContaining("attempts");
        assertThatThrownBy(() -> client.get("a")).isInstanceOf(UnavailableException.class);
    }

    @Test
    void onlyRequestsThatNeedTheQuorumInsistOnALeader() {
        var only = server(ANSWERS);
        var client = client(only);

        client.put("a", "1");
        client.get("a");
        client.get(Get.of("a").consistency(Get.Consistency.SERIALIZABLE));

        assertThat(only.headers())
                .extracting(headers -> headers.get(HAS_LEADER))
                .containsExactly("true", "true", null);
    }

    @Test
    void statusIsAskedOnceAtTheOneServer() {
        var first = server(ANSWERS);
        var second = server(ANSWERS);
        var client = client(first, second);
        first.stop();

        long before = System.nanoTime();
        assertThatThrownBy(() -> client.status(first.endpoint()))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining(first.endpoint().toString())
                .hasMessageContaining("Connection refused");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
        assertThatThrownBy(() -> client.status(new Endpoint("nowhere", 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void closedClientEndsWhatIsUnderWay() {
        var only = server(STAYS_SILENT);
        var client = client(only);
        var put = client.putAsync(Put.of("a", "1"));
        await().until(() -> !only.requests().isEmpty());

        client.close();

        assertThat(put)
                .failsWithin(Duration.ofSeconds(3))
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(OutcomeUnknownException.class);
        assertThatThrownBy(() -> client.put(Put.of(ByteString.EMPTY, ByteString.EMPTY)))
                .isInstanceOf(UnavailableException.class);
    }

    private FakeServer server(FakeServer.Behaviour behaviour) {
        var server = FakeServer.that(behaviour);
        open.add(server);
        return server;
    }

    private KvClient client(FakeServer... servers) {
        return client(configuration(servers));
    }

    private KvClient client(KvClientConfig config) {
        var client = new KvClient(config);
        open.add(client);
        return client;
    }

    private static KvClientConfig configuration(FakeServer... servers) {
        return KvClientConfig.of(Stream.of(servers).map(FakeServer::endpoint).toList())
                .requestTimeout(Duration.ofSeconds(2));
    }
}

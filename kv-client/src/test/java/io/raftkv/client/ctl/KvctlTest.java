package io.raftkv.client.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.raftkv.client.FakeServer;
import io.raftkv.client.FakeServer.Behaviour;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments in, requests and exit codes out. */
class KvctlTest {
    private final List<FakeServer> servers = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private byte[] input = new byte[0];

    @AfterEach
    void stopServers() {
        servers.forEach(FakeServer::close);
    }

    @Test
    void requestThatWasDoneEndsWithZero() {
        var server = server(Behaviour.ANSWERS);

        assertThat(run("put", "key", "value", "--endpoints", at(server))).isZero();

        assertThat(out).hasToString("OK\n");
        assertThat(server.messages()).containsExactly(put("key", "value"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"@file", "a=b", "", "--"})
    void oddWordsAreOrdinaryKeysAndValues(String word) {
        var server = server(Behaviour.ANSWERS);

        assertThat(run("--endpoints", at(server), "put", "--", "key", word)).isZero();

        assertThat(server.messages()).containsExactly(put("key", word));
    }

    @Test
    void valueThatIsMissingOrADashIsReadByteByByteFromStandardInput() {
        var server = server(Behaviour.ANSWERS);
        input = new byte[] {-1, 0, '\n'};
        PutRequest expected = PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("key"))
                .setValue(ByteString.copyFrom(input))
                .build();

        assertThat(run("put", "key", "--endpoints", at(server))).isZero();
        assertThat(run("put", "key", "-", "--endpoints", at(server))).isZero();

        assertThat(server.messages()).containsExactly(expected, expected);
    }

    @Test
    void everyOptionOfGetReachesTheServer() {
        var server = server(Behaviour.ANSWERS);

        assertThat(run(
                        "get",
                        "a",
                        "z",
                        "--limit=3",
                        "--rev=7",
                        "--sort-by=modify",
                        "--order=DESCEND",
                        "--keys-only",
                        "--consistency=s",
                        "--endpoints",
                        at(server)))
                .isZero();

        assertThat(server.messages())
                .containsExactly(RangeRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("a"))
                        .setRangeEnd(ByteString.copyFromUtf8("z"))
                        .setLimit(3)
                        .setRevision(7)
                        .setSortTarget(RangeRequest.SortTarget.MOD)
                        .setSortOrder(RangeRequest.SortOrder.DESCEND)
                        .setKeysOnly(true)
                        .setSerializable(true)
                        .build());
    }

    @Test
    void interactiveTransactionAsksForItsSections() {
        var server = server(Behaviour.ANSWERS);
        input = "value(\"a\") = \"1\"\n\nput a 2\n\n\n".getBytes(StandardCharsets.UTF_8);

        assertThat(run("txn", "-i", "--endpoints", at(server))).isZero();

        assertThat(out).hasToString("""
                compares:
                success requests (get, put, del):
                failure requests (get, put, del):
                FAILURE
                """);
        assertThat(((TxnRequest) server.messages().getFirst()).getSuccess(0).getRequestPut())
                .isEqualTo(put("a", "2"));
    }

    @Test
    void requestThatWasRefusedEndsWithOneAndTheServersWords() {
        assertThat(run("put", "", "value", "--endpoints", at(server(Behaviour.REFUSES))))
                .isEqualTo(1);

        assertThat(out.size()).isZero();
        assertThat(err).hasToString("kvctl put: etcdserver: key is not provided\n");
    }

    @Test
    void writeThatMayHaveHappenedSaysSoInOneLine() {
        assertThat(run("put", "key", "value", "--endpoints", at(server(Behaviour.DIES))))
                .isEqualTo(1);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("kvctl put: outcome unknown: ")
                .hasLineCount(1);
    }

    @Test
    void clusterThatIsDownEndsWithOneAfterTheTimeout() {
        assertThat(run("get", "key", "--command-timeout=300ms", "--endpoints", at(server(Behaviour.IS_DOWN))))
                .isEqualTo(1);

        assertThat(err.toString(StandardCharsets.UTF_8)).contains("no answer").hasLineCount(1);
    }

    @Test
    void statusOfAClusterThatIsPartlyDownIsShownAndEndsWithOne() {
        assertThat(run("status", "--endpoints", at(server(Behaviour.IS_DOWN)))).isEqualTo(1);

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("ENDPOINT").contains("Connection refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "frob",
                "put",
                "put key value more",
                "get key --frob",
                "get key --limit=x",
                "get key --limit=-1",
                "get key --prefix --from-key",
                "get key end --prefix",
                "get key --keys-only --count-only",
                "get key -w=xml",
                "get key --endpoints=nowhere",
                "get key --command-timeout=0",
                "del"
            })
    void badUsageEndsWithTwoAndOneLineThatPointsToHelp(String arguments) {
        assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" ")))
                .isEqualTo(2);

        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).endsWith("--help\n").hasLineCount(1);
    }

    @Test
    void malformedTransactionIsBadUsageAndNothingIsSent() {
        var server = server(Behaviour.ANSWERS);
        input = "nonsense\n\nput a b\n".getBytes(StandardCharsets.UTF_8);

        assertThat(run("txn", "--endpoints", at(server))).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8)).contains("nonsense").hasLineCount(1);
        assertThat(server.messages()).isEmpty();
    }

    @Test
    void durationsHaveUnitsAndABareNumberIsSeconds() {
        assertThat(List.of("500ms", "5s", "1m30s", "2h", "7"))
                .extracting(Durations::parse)
                .extracting(String::valueOf)
                .containsExactly("PT0.5S", "PT5S", "PT1M30S", "PT2H", "PT7S");
        assertThat(List.of("", "0", "0s", "-1s", "5x", "s", "5s!"))
                .extracting(Durations::parse)
                .containsOnlyNulls();
    }

    private int run(String... arguments) {
        return Kvctl.run(
                arguments,
                new ByteArrayInputStream(input),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8));
    }

    private FakeServer server(Behaviour behaviour) {
        var server = FakeServer.that(behaviour);
        servers.add(server);
        return server;
    }

    private static String at(FakeServer server) {
        return server.endpoint().toString();
    }

    private static PutRequest put(String key, String value) {
        return PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFromUtf8(value))
                .build();
    }
}

package io.raftkv.client.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.raftkv.client.DeleteResult;
import io.raftkv.client.Endpoint;
import io.raftkv.client.GetResult;
import io.raftkv.client.Header;
import io.raftkv.client.KeyValue;
import io.raftkv.client.Member;
import io.raftkv.client.MemberList;
import io.raftkv.client.MemberStatus;
import io.raftkv.client.PutResult;
import io.raftkv.client.TxnResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is printed, character by character: where etcdctl 3.4 has the same command, this is its own output for the same data. */
class FormatTest {
    private static final Header HEADER =
            new Header(Long.parseUnsignedLong("16128400632968936350"), 0xec1314ea52838568L, 4, 2);
    private static final KeyValue FOO = pair("foo", "baz", 2, 3, 2);
    private static final KeyValue FOO2 = pair("foo2", "x y", 4, 4, 1);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final Format simple = new SimpleFormat(out, Text.RAW);
    private final Format table = new TableFormat(out, Text.RAW);
    private final Format json = new JsonFormat(out);

    @Test
    void simpleGetPrintsALineForTheKeyAndOneForTheValue() {
        simple.get(new GetResult(HEADER, List.of(FOO, FOO2), false, 2), Format.Shown.PAIRS);
        assertThat(printed()).isEqualTo("foo\nbaz\nfoo2\nx y\n");
    }

    @Test
    void valuesOrTheCountCanBePrintedAlone() {
        var result = new GetResult(HEADER, List.of(FOO, FOO2), false, 2);
        simple.get(result, Format.Shown.VALUES);
        simple.get(result, Format.Shown.COUNT);
        assertThat(printed()).isEqualTo("baz\nx y\n2\n");
    }

    @Test
    void bytesThatAreNoTextArePrintedAsTheyAreOrInHexadecimal() {
        var binary = new KeyValue(ByteString.copyFrom(new byte[] {-1, 0}), ByteString.copyFromUtf8("ab"), 1, 1, 1, 0);
        var result = new GetResult(HEADER, List.of(binary), false, 1);
        simple.get(result, Format.Shown.PAIRS);
        assertThat(bytes.toByteArray()).containsExactly(-1, 0, '\n', 'a', 'b', '\n');

        bytes.reset();
        new SimpleFormat(out, Text.HEX).get(result, Format.Shown.PAIRS);
        assertThat(printed()).isEqualTo("\\xff\\x00\n\\x61\\x62\n");
    }

    @Test
    void simplePutAndDeletePrintTheResultThenWhatWasThere() {
        simple.put(new PutResult(HEADER, FOO));
        simple.delete(new DeleteResult(HEADER, 1, List.of(FOO2)));
        simple.delete(new DeleteResult(HEADER, 0, List.of()));
        assertThat(printed()).isEqualTo("OK\nfoo\nbaz\n1\nfoo2\nx y\n0\n");
    }

    @Test
    void simpleTransactionPrintsTheBranchAndEachResultAfterAnEmptyLine() {
        simple.txn(new TxnResult(
                HEADER,
                true,
                List.of(
                        new GetResult(HEADER, List.of(FOO), false, 1),
                        new PutResult(HEADER, null),
                        new DeleteResult(HEADER, 1, List.of(pair("a", "", 9, 9, 1))))));
        assertThat(printed()).isEqualTo("SUCCESS\n\nfoo\nbaz\n\nOK\n\n1\na\n\n");
    }

    @Test
    void jsonGetHasBase64AndLeavesOutWhatIsZero() {
        json.get(new GetResult(HEADER, List.of(FOO), true, 2), Format.Shown.PAIRS);
        json.get(new GetResult(HEADER, List.of(), false, 0), Format.Shown.PAIRS);
        assertThat(printed()).isEqualTo("""
                {"header":{"cluster_id":16128400632968936350,"member_id":17010963214147749224,"revision":4,"raft_term":2},\
                "kvs":[{"key":"Zm9v","create_revision":2,"mod_revision":3,"version":2,"value":"YmF6"}],"more":true,"count":2}
                {"header":{"cluster_id":16128400632968936350,"member_id":17010963214147749224,"revision":4,"raft_term":2}}
                """);
    }

    @Test
    void jsonTransactionNamesTheKindOfEachResult() {
        var inner = new Header(0, 0, 14, 0);
        json.txn(new TxnResult(
                new Header(1, 2, 14, 2),
                true,
                List.of(
                        new GetResult(inner, List.of(), false, 0),
                        new DeleteResult(inner, 1, List.of(FOO)),
                        new PutResult(inner, FOO))));
        assertThat(printed()).isEqualTo("""
                {"header":{"cluster_id":1,"member_id":2,"revision":14,"raft_term":2},"succeeded":true,"responses":[\
                {"Response":{"ResponseRange":{"header":{"revision":14}}}},\
                {"Response":{"ResponseDeleteRange":{"header":{"revision":14},"deleted":1,"prev_kvs":[\
                {"key":"Zm9v","create_revision":2,"mod_revision":3,"version":2,"value":"YmF6"}]}}},\
                {"Response":{"ResponsePut":{"header":{"revision":14},"prev_kv":\
                {"key":"Zm9v","create_revision":2,"mod_revision":3,"version":2,"value":"YmF6"}}}}]}
                """);
    }

    @Test
    void membersArePrintedInAllThreeWays() {
        var members = new MemberList(
                new Header(0, 1, 0, 2),
                List.of(
                        new Member(
                                0xec1314ea52838568L,
                                "s1",
                                List.of("http://127.0.0.1:41380"),
                                List.of("http://127.0.0.1:41379"),
                                Member.Role.VOTER),
                        new Member(0xabL, "", List.of("http://127.0.0.1:5"), List.of(), Member.Role.LEARNER)));
        table.members(members);
        simple.members(members);
        json.members(members);
        assertThat(printed()).isEqualTo("""
                +------------------+-----------+------+------------------------+------------------------+------------+
                |        ID        |  STATUS   | NAME |       PEER ADDRS       |      CLIENT ADDRS      | IS LEARNER |
                +------------------+-----------+------+------------------------+------------------------+------------+
                | ec1314ea52838568 |   started |   s1 | http://127.0.0.1:41380 | http://127.0.0.1:41379 |      false |
                |               ab | unstarted |      |     http://127.0.0.1:5 |                        |       true |
                +------------------+-----------+------+------------------------+------------------------+------------+
                ec1314ea52838568, started, s1, http://127.0.0.1:41380, http://127.0.0.1:41379, false
                ab, unstarted, , http://127.0.0.1:5, , true
                {"header":{"member_id":1,"raft_term":2},"members":[\
                {"ID":17010963214147749224,"name":"s1","peerURLs":["http://127.0.0.1:41380"],\
                "clientURLs":["http://127.0.0.1:41379"]},\
                {"ID":171,"peerURLs":["http://127.0.0.1:5"],"isLearner":true}]}
                """);
    }

    @Test
    void statusShowsServersThatAnsweredAndWhyOthersDidNot() {
        var status = new MemberStatus(
                HEADER, "3.4.23", 20480, 16384, 0xec1314ea52838568L, 2, 13, 13, Member.Role.VOTER, List.of());
        List<EndpointStatus> statuses = List.of(
                new EndpointStatus.Answered(Endpoint.parse("127.0.0.1:41379"), status),
                new EndpointStatus.Failed(Endpoint.parse("127.0.0.1:1"), "no \"answer\""));
        table.status(statuses);
        simple.status(statuses);
        json.status(statuses);
        assertThat(printed()).isEqualTo("""
                +-----------------+------------------+---------+---------+-----------+------------+-----------+------------+--------------------+-------------+
                |    ENDPOINT     |        ID        | VERSION | DB SIZE | IS LEADER | IS LEARNER | RAFT TERM | RAFT INDEX | RAFT APPLIED INDEX |   ERRORS    |
                +-----------------+------------------+---------+---------+-----------+------------+-----------+------------+--------------------+-------------+
                | 127.0.0.1:41379 | ec1314ea52838568 |  3.4.23 |   20 kB |      true |      false |         2 |         13 |                 13 |             |
                |     127.0.0.1:1 |                  |         |         |           |            |           |            |                    | no "answer" |
                +-----------------+------------------+---------+---------+-----------+------------+-----------+------------+--------------------+-------------+
                127.0.0.1:41379, ec1314ea52838568, 3.4.23, 20 kB, true, false, 2, 13, 13,\s
                127.0.0.1:1, , , , , , , , , no "answer"
                [{"Endpoint":"127.0.0.1:41379","Status":{"header":{"cluster_id":16128400632968936350,\
                "member_id":17010963214147749224,"revision":4,"raft_term":2},"version":"3.4.23","dbSize":20480,\
                "leader":17010963214147749224,"raftIndex":13,"raftTerm":2,"raftAppliedIndex":13,"dbSizeInUse":16384}},\
                {"Endpoint":"127.0.0.1:1","Error":"no \\"answer\\""}]
                """);
    }

    @Test
    void pairsCanBeATable() {
        table.get(new GetResult(HEADER, List.of(FOO), false, 1), Format.Shown.PAIRS);
        assertThat(printed()).isEqualTo("""
                +-----+-------+-----------------+--------------+---------+-------+
                | KEY | VALUE | CREATE REVISION | MOD REVISION | VERSION | LEASE |
                +-----+-------+-----------------+--------------+---------+-------+
                | foo |   baz |               2 |            3 |       2 |     0 |
                +-----+-------+-----------------+--------------+---------+-------+
                """);
    }

    @Test
    void sizesHaveTwoDigitsAndADecimalUnit() {
        assertThat(List.of(0L, 9L, 999L, 1000L, 1_250_000L, 9_960_000L, 20_480L, 2_000_000_000L))
                .extracting(Cells::humanBytes)
                .containsExactly("0 B", "9 B", "999 B", "1.0 kB", "1.3 MB", "10 MB", "20 kB", "2.0 GB");
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static KeyValue pair(String key, String value, long created, long modified, long version) {
        return new KeyValue(
                ByteString.copyFromUtf8(key), ByteString.copyFromUtf8(value), created, modified, version, 0);
    }
}

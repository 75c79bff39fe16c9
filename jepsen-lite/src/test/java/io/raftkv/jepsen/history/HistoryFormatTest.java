package io.raftkv.jepsen.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HistoryFormatTest {

    @ParameterizedTest
    @EnumSource(names = {"EDN", "JSONL"})
    void whatIsWrittenIsReadBack(HistoryFormat format) throws IOException {
        var accounts = new LinkedHashMap<String, Object>();
        accounts.put("a \"b\" \\ \n\t", 5L);
        accounts.put("nested", List.of(Arrays.asList(1L, null, true), List.of("append", "x", -3L)));
        var history = new History(List.of(
                new Event(0, 3, EventType.INVOKE, "txn", "k 1", accounts, null),
                new Event(12, Event.NEMESIS, EventType.INFO, "partition-one", null, List.of("n1"), null),
                new Event(13, 3, EventType.INFO, "txn", "k 1", null, "no answer: \"timed out\""),
                new Event(-1, 3, EventType.INVOKE, "read", null, null, null),
                new Event(-1, 3, EventType.OK, "read", null, Long.MIN_VALUE, null)));
        var written = new StringBuilder();
        format.write(history, written);

        assertThat(read(format, written.toString()).history()).isEqualTo(history);
    }

    @Test
    void logIsReadBackWithoutKeysAndTimes() throws IOException {
        var history = new History(List.of(
                new Event(-1, 3, EventType.INVOKE, "cas", null, List.of(1L, 2L), null),
                new Event(-1, 3, EventType.INFO, "cas", null, null, "timed-out"),
                new Event(-1, Event.NEMESIS, EventType.INFO, "kill", null, "n1", null)));
        var written = new StringBuilder();
        HistoryFormat.JEPSEN_LOG.write(history, written);

        assertThat(read(HistoryFormat.JEPSEN_LOG, written.toString()).history()).isEqualTo(history);
    }

    @Test
    void logHoldsOtherLinesAndTimesWhichAreSkipped() throws IOException {
        String log = """
                2015-01-02 03:04:05,678 INFO  jepsen.core - Worker 3 starting

                INFO  jepsen.util - 3\t:invoke\t:write\t4
                2015-01-02 03:04:05,678 WARN  jepsen.client - Process 3 crashed
                java.net.SocketTimeoutException: Read timed out
                \tat java.net.SocketInputStream.read(SocketInputStream.java:1)
                2015-01-02 03:04:05{GMT} INFO  jepsen.util - 3 :ok :write 4
                """;

        HistoryFile file = read(HistoryFormat.JEPSEN_LOG, log);

        assertThat(file.history().operations())
                .singleElement()
                .satisfies(operation -> assertThat(operation.outcome()).isEqualTo(EventType.OK));
        assertThat(file.lines()).containsExactly(3, 7);
    }

    @Test
    void ednHoldsCommentsTagsAndUnknownFields() throws IOException {
        String edn = """
                ; recorded by hand
                #jepsen.history.Op{:index 0, :time 5, :process 0, :type :invoke, :f :txn, :value [[:append 3 1] [:r 3 nil]]}

                {:process 0, :type :info, :f :txn, :value :timed-out} ; lost
                """;

        List<Event> events = read(HistoryFormat.EDN, edn).history().events();

        assertThat(events.getFirst().value())
                .isEqualTo(List.of(List.of("append", 3L, 1L), Arrays.asList("r", 3L, null)));
        assertThat(events.getLast().value()).isNull();
        assertThat(events.getLast().error()).isEqualTo("timed-out");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            JEPSEN_LOG | INFO  jepsen.util - 0 :invok :read nil         | expected the type
            JEPSEN_LOG | INFO  jepsen.util - 0 :invoke :read            | expected a line of a log
            JEPSEN_LOG | INFO  jepsen.util - x :invoke :read nil        | the number of a process
            JEPSEN_LOG | INFO  jepsen.util - 0 :invoke :cas [1 2        | ]
            JEPSEN_LOG | INFO  jepsen.ut                                | expected a line of a log
            JEPSEN_LOG | INFO  jepsen - 0 :ok :read 3                   | expected a line of a log
            JEPSEN_LOG | x00ff                                          | expected a line of a log
            JEPSEN_LOG | INFO  jepsen.util - 7 :ok :read 3              | an invocation by process 7
            JEPSEN_LOG | INFO  jepsen.util - 1 :ok :write 3             | the end of read by process 1
            JEPSEN_LOG | INFO  jepsen.util - 1 :invoke :read nil        | the end of read by process 1
            EDN        | {:process 0, :type :invoke, :f :get            | expected a key or }
            EDN        | {:process 0, :type :invoke, :f :get, :value 1.5} | expected a value in column
            EDN        | {:process 0, :type :invoke, :f :get, :value "a} | the closing "
            EDN        | {:process 0, :type :invoke, :f :get, :value "\\q"} | an escape
            EDN        | {:process 0, :type :invoke}                    | the function :f
            EDN        | {:process zero, :type :invoke, :f :get}        | expected a value
            EDN        | [1 2]                                          | expected a map
            EDN        | {:process 0 :type :invoke :f :get} {}          | the end of the line
            JSONL      | {"process":0,"type":"invoke","f":"get"         | expected the rest
            JSONL      | {"process":0,"type":"begin","f":"get"}         | expected the type
            JSONL      | {"process":0,"type":"invoke","f":"get"} 1      | expected
            JSONL      | {"process":0,"type":"invoke","f":"w","value":1.5} | a whole number
            JSONL      | {process:0}                                    | a JSON object
            JSONL      | []                                             | a JSON object
            """)
    void garbledLineIsNamedWithWhatWasExpected(HistoryFormat format, String garbled, String expected) {
        String first = switch (format) {
            case JEPSEN_LOG -> "INFO  jepsen.util - 1\t:invoke\t:read\tnil";
            case EDN -> "{:process 1, :type :invoke, :f :read}";
            case JSONL -> "{\"process\":1,\"type\":\"invoke\",\"f\":\"read\"}";
        };

        assertThatThrownBy(() -> read(format, first + "\n\n" + garbled + "\n"))
                .isInstanceOf(HistoryFormatException.class)
                .hasMessageStartingWith("some.file:3: expected ")
                .hasMessageContaining(expected);
    }

    @Test
    void bytesThatAreNoTextAreGarbled() {
        assertThatThrownBy(() ->
                        HistoryFormat.EDN.read("f", new ByteArrayInputStream(new byte[] {'\n', (byte) 0xff, 0})))
                .isInstanceOf(HistoryFormatException.class)
                .hasMessageContaining("f:2: expected text in UTF-8");
    }

    @Test
    void dataNestedTooDeeplyIsGarbledAndDoesNotOverflowTheStack() {
        assertThatThrownBy(() -> read(HistoryFormat.EDN, "[".repeat(100_000))).hasMessageContaining("nested at most");
        assertThatThrownBy(() -> read(HistoryFormat.EDN, "#a ".repeat(100_000))).hasMessageContaining("nested at most");
        assertThatThrownBy(() -> read(HistoryFormat.JSONL, "{\"a\":" + "[".repeat(100_000)))
                .isInstanceOf(HistoryFormatException.class);
    }

    private static HistoryFile read(HistoryFormat format, String text) throws IOException {
        return format.read("some.file", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}

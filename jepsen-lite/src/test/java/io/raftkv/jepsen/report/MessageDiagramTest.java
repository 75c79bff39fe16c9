package io.raftkv.jepsen.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.jepsen.checker.Verdict;
import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.report.MessageRow.Weight;
import io.raftkv.jepsen.run.TestResult;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessageDiagramTest {

    private static final long SECOND = 1_000_000_000;

    private final History history = MadeUpRun.empty()
            .fault(10 * SECOND, "kill", "start", "S1")
            .fault(40 * SECOND, "kill", "start", "S1")
            .operation(20 * SECOND, 50 * SECOND, 0, EventType.OK)
            .history();

    @Test
    void messagesOfAGoodRunAreNotAskedFor() {
        var diagram = MessageDiagram.of(found("set", new Verdict.Valid("")), history, (from, to) -> {
            throw new IllegalStateException("runs twice");
        });

        assertThat(diagram.isEmpty()).isTrue();
    }

    @Test
    void brokenGuaranteeIsLookedForAtTheEndOfTheRun() {
        var time = ViolationTime.of(found("guarantees of Raft", new Verdict.Invalid("")), history);

        assertThat(time.from()).isEqualTo(40 * SECOND);
        assertThat(time.to()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void operationThatCannotBeIsLookedForSinceTheFaultBeforeIt() {
        var time = ViolationTime.of(found("linear", new Verdict.Invalid("cannot be", Set.of(), List.of(2))), history);

        assertThat(time.centers()).containsExactly(10 * SECOND, 20 * SECOND);
    }

    @Test
    void lastFaultMattersWhenNoOperationIsNamed() {
        var time = ViolationTime.of(found("same state", new Verdict.Invalid("the stores differ")), history);

        assertThat(time.centers()).containsExactly(40 * SECOND, 50 * SECOND);
    }

    @Test
    void notableRowsAreShownBeforeOrdinaryOnesAndHeartbeatsAreCounted() {
        MessageRow lost = new MessageRow.Arrow(46 * SECOND, 1, 3, "lost one", "link is cut", Weight.NOTABLE);
        List<MessageRow> rows = Stream.concat(
                        Stream.of(lost),
                        LongStream.range(0, 400)
                                .mapToObj(at -> new MessageRow.Arrow(
                                        47 * SECOND + at,
                                        1,
                                        2,
                                        "m" + at,
                                        "",
                                        at % 2 == 0 ? Weight.ROUTINE : Weight.ORDINARY)))
                .map(MessageRow.class::cast)
                .toList();

        var shown = MessageDiagram.of(found("guarantees of Raft", new Verdict.Invalid("")), history, (from, to) -> rows)
                .lines();

        assertThat(shown).hasSizeLessThanOrEqualTo(129);
        assertThat(shown.getFirst()).isEqualTo("46.000000 s  S1 ✗ S3  lost one (link is cut)");
        assertThat(shown.get(1)).contains("heartbeats and answers without news", "other messages");
        assertThat(shown.getLast()).endsWith("m399");
    }

    private static List<TestResult.Finding> found(String check, Verdict verdict) {
        return List.of(new TestResult.Finding(check, verdict));
    }
}

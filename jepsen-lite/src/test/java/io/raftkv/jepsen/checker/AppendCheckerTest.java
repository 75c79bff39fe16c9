package io.raftkv.jepsen.checker;

import static io.raftkv.jepsen.checker.Recorder.append;
import static io.raftkv.jepsen.checker.Recorder.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.model.UnsuitableEventException;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AppendCheckerTest {
    private final Recorder recorder = new Recorder();

    @Test
    void transactionsOneAfterTheOtherAreStrictlySerializable() throws UnsuitableEventException {
        sequential(append("x", 1), append("y", 1));
        sequential(read("x", 1L), append("x", 2), read("x", 1L, 2L));
        sequential(read("x", 1L, 2L), read("y", 1L));

        assertThat(check()).isInstanceOf(Verdict.Valid.class);
    }

    @Test
    void writesThatCrossAreG0() throws UnsuitableEventException {
        concurrent(
                List.of(append("x", 1), append("y", 1)),
                List.of(append("x", 2), append("y", 2)),
                List.of(read("x", 1L, 2L), read("y", 2L, 1L)));

        assertThat(invalid())
                .contains("G0: a cycle of 2 transactions", "(ww): its 1 comes right before T1's 2 at key x");
    }

    @Test
    void readOfAFailedAppendIsG1a() throws UnsuitableEventException {
        recorder.invoke(0, "txn", List.of(append("x", 1))).event(0, EventType.FAIL, "txn", null);
        sequential(read("x", 1L));

        assertThat(invalid()).contains("G1a: T1").contains("is of T0, which failed");
        assertThat(check()).isInstanceOfSatisfying(Verdict.Invalid.class, verdict -> {
            assertThat(verdict.kinds()).containsExactly("G1a");
            assertThat(verdict.events()).containsExactly(2, 3);
        });
    }

    @Test
    void readBetweenTheAppendsOfATransactionIsG1b() throws UnsuitableEventException {
        concurrent(List.of(append("x", 1), append("x", 2)), List.of(read("x", 1L)));
        sequential(read("x", 1L, 2L));

        assertThat(invalid()).contains("G1b: T1").contains("between the appends [1, 2] of T0");
    }

    @Test
    void transactionsThatReadEachOtherAreG1c() throws UnsuitableEventException {
        concurrent(List.of(append("x", 1), read("y", 1L)), List.of(append("y", 1), read("x", 1L)));

        assertThat(invalid()).startsWith("G1c: a cycle of 2 transactions").contains("(wr): T1 read its 1 at key x");
    }

    @Test
    void halfOfATransactionSeenIsGSingle() throws UnsuitableEventException {
        concurrent(List.of(append("x", 1), append("y", 1)), List.of(read("x", 1L), read("y")));
        sequential(read("y", 1L));

        assertThat(invalid())
                .startsWith("G-single: a cycle of 2 transactions")
                .contains("it did not read T0's 1 at key y");
    }

    @Test
    void writeSkewIsG2() throws UnsuitableEventException {
        concurrent(List.of(read("x"), append("y", 1)), List.of(read("y"), append("x", 1)));
        sequential(read("x", 1L), read("y", 1L));

        assertThat(invalid()).startsWith("G2: a cycle of 2 transactions");
    }

    @Test
    void staleReadIsGSingleOnlyInRealTime() throws UnsuitableEventException {
        sequential(append("x", 1));
        sequential(read("x"));
        sequential(read("x", 1L));

        assertThat(invalid()).startsWith("G-single-realtime").contains("(realtime): it had ended before T1 began");
    }

    @Test
    void acknowledgedAppendThatNoLaterReadShowsIsFound() throws UnsuitableEventException {
        sequential(append("x", 1));
        sequential(append("x", 2));
        sequential(read("x", 1L));

        assertThat(invalid()).contains("it did not read T1's 2 at key x");
    }

    @Test
    void unknownAppendThatIsNeverReadIsNoAnomaly() throws UnsuitableEventException {
        recorder.invoke(0, "txn", List.of(append("x", 1))).event(0, EventType.INFO, "txn", null);
        sequential(append("x", 2));
        sequential(read("x", 2L));

        assertThat(check()).isInstanceOf(Verdict.Valid.class);
    }

    @Test
    void listsThatDisagreeRepeatOrInventValuesAreAnomalies() throws UnsuitableEventException {
        concurrent(List.of(append("x", 1)), List.of(append("x", 2)));
        sequential(read("x", 1L, 2L));
        sequential(read("x", 2L, 1L));
        sequential(read("x", 1L, 2L, 1L));
        sequential(read("x", 7L));

        assertThat(invalid()).contains("incompatible-order: T3", "duplicate: T4", "unwritten: T5");
    }

    @Test
    void transactionThatForgetsItsOwnAppendIsInternallyInconsistent() throws UnsuitableEventException {
        sequential(append("x", 1), read("x"));

        assertThat(invalid()).contains("internal: T0");
    }

    @Test
    void nothingThatTookEffectIsUnknown() throws UnsuitableEventException {
        recorder.invoke(0, "txn", List.of(append("x", 1))).event(0, EventType.FAIL, "txn", null);

        assertThat(check()).isInstanceOf(Verdict.Unknown.class);
    }

    @Test
    void valueAppendedTwiceNamesTheEvent() {
        sequential(append("x", 1));
        sequential(append("x", 1));

        assertThatThrownBy(this::check)
                .isInstanceOfSatisfying(
                        UnsuitableEventException.class,
                        e -> assertThat(e.event()).isEqualTo(2));
    }

    @Test
    @Timeout(60)
    void manyTransactionsAreNotComparedPairByPair() throws UnsuitableEventException {
        for (long i = 0; i < 20_000; i++) {
            String key = "k" + i / 20;
            Long[] before = LongStream.range(i / 20 * 20, i).boxed().toArray(Long[]::new);
            sequential(read(key, before), append(key, i));
        }

        assertThat(check()).isInstanceOf(Verdict.Valid.class);
    }

    private void sequential(Object... steps) {
        recorder.done(9, "txn", List.of(steps), List.of(steps));
    }

    private void concurrent(List<?>... transactions) {
        for (int process = 0; process < transactions.length; process++) {
            recorder.invoke(process, "txn", transactions[process]);
        }
        for (int process = 0; process < transactions.length; process++) {
            recorder.ok(process, "txn", transactions[process]);
        }
    }

    private String invalid() throws UnsuitableEventException {
        Verdict verdict = check();
        assertThat(verdict).isInstanceOf(Verdict.Invalid.class);
        return verdict.explanation();
    }

    private Verdict check() throws UnsuitableEventException {
        return new AppendChecker().check(recorder.history());
    }
}

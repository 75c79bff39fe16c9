package io.raftkv.jepsen.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.model.UnsuitableEventException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkloadCheckersTest {
    private final Recorder recorder = new Recorder();

    @Test
    void setMayHoldUnknownElementsButLosesNoAcknowledgedOne() throws UnsuitableEventException {
        recorder.done(0, "add", 1L, 1L)
                .invoke(0, "add", 2L)
                .event(0, EventType.INFO, "add", null)
                .invoke(0, "add", 3L)
                .event(0, EventType.INFO, "add", null)
                .done(1, "read", null, List.of(2L, 1L));

        assertThat(check(new SetChecker())).isInstanceOf(Verdict.Valid.class);

        recorder.done(1, "read", null, List.of(2L));
        assertThat(check(new SetChecker()))
                .isInstanceOfSatisfying(
                        Verdict.Invalid.class,
                        verdict -> assertThat(verdict.explanation()).contains("lost 1: [1]"))
                .extracting(verdict -> (Verdict.Invalid) verdict)
                .satisfies(verdict -> assertThat(verdict.kinds()).containsExactly("lost"))
                // The addition that was lost, and the read that shows it.
                .satisfies(verdict -> assertThat(verdict.events()).containsExactly(0, 1, 8, 9));
    }

    @Test
    void setHoldsNothingThatWasNeverAddedOrFailedToBe() throws UnsuitableEventException {
        recorder.done(0, "add", 1L, 1L)
                .invoke(0, "add", 2L)
                .event(0, EventType.FAIL, "add", null)
                .done(1, "read", null, List.of(1L, 2L));

        assertThat(check(new SetChecker())).isInstanceOf(Verdict.Invalid.class);
    }

    @Test
    void setWithoutAReadIsUnknown() throws UnsuitableEventException {
        recorder.done(0, "add", 1L, 1L);

        assertThat(check(new SetChecker())).isInstanceOf(Verdict.Unknown.class);
    }

    @Test
    void bankKeepsItsTotalAndNoAccountIsBelowZero() throws UnsuitableEventException {
        recorder.done(0, "transfer", Map.of("from", "a", "to", "b", "amount", 5L), null)
                .done(0, "read", null, Map.of("a", 5L, "b", 15L));
        assertThat(check(new BankChecker(20))).isInstanceOf(Verdict.Valid.class);
        assertThat(check(new BankChecker(10)))
                .isInstanceOfSatisfying(
                        Verdict.Invalid.class,
                        verdict -> assertThat(verdict.explanation()).contains("the accounts hold 20 and not 10"));

        recorder.done(0, "read", null, Map.of("a", -5L, "b", 25L));
        assertThat(check(new BankChecker(20)))
                .isInstanceOfSatisfying(
                        Verdict.Invalid.class,
                        verdict -> assertThat(verdict.explanation()).contains("account a holds -5"));
    }

    @Test
    void bankWithoutATransferIsUnknown() throws UnsuitableEventException {
        recorder.done(0, "read", null, Map.of("a", 20L));

        assertThat(check(new BankChecker(20))).isInstanceOf(Verdict.Unknown.class);
    }

    @Test
    void staleReadsAreMeasuredAndMayDifferBetweenClients() throws UnsuitableEventException {
        recorder.done(0, "write", 1L, null)
                .done(0, "write", 2L, null)
                .done(1, "read", null, 2L)
                .done(2, "read", null, 1L)
                .done(2, "read", null, 2L);

        assertThat(check(new StaleReadChecker()).explanation())
                .isEqualTo(
                        "3 reads never went backwards for a client; 1 were stale, the median by 3 ms, the worst by 3 ms");
    }

    @Test
    void readThatGoesBackwardsForAClientIsFound() throws UnsuitableEventException {
        recorder.done(0, "write", 1L, null)
                .done(0, "write", 2L, null)
                .done(1, "read", null, 2L)
                .done(1, "read", null, 1L);

        assertThat(check(new StaleReadChecker()))
                .isInstanceOfSatisfying(
                        Verdict.Invalid.class,
                        verdict -> assertThat(verdict.explanation()).contains("go backwards"));
    }

    @Test
    void readOfWhatWasNeverWrittenIsFound() throws UnsuitableEventException {
        recorder.done(0, "write", 1L, null).done(1, "read", null, 2L);

        assertThat(check(new StaleReadChecker())).isInstanceOf(Verdict.Invalid.class);
    }

    private Verdict check(Checker checker) throws UnsuitableEventException {
        return checker.check(recorder.history());
    }
}

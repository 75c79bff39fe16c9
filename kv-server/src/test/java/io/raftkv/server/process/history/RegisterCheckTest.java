package io.raftkv.server.process.history;

import static io.raftkv.server.process.history.Histories.put;
import static io.raftkv.server.process.history.Histories.read;
import static io.raftkv.server.process.history.Histories.refusedSwap;
import static io.raftkv.server.process.history.Histories.swap;
import static io.raftkv.server.process.history.Histories.unknownPut;
import static io.raftkv.server.process.history.Histories.unknownSwap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a register can show, and what it cannot. The numbers are times: from, to. */
class RegisterCheckTest {

    @Test
    void whatHappensOneAfterTheOtherIsSeenInThatOrder() {
        assertExplained(read(null, 1, 2), put("a", 3, 4), read("a", 5, 6), swap("a", "b", 7, 8), read("b", 9, 10));
    }

    @Test
    void readOfAnOverwrittenValueIsStale() {
        var stale = read("a", 5, 6);
        assertInexplicable(stale, put("a", 1, 2), put("b", 3, 4), stale);
    }

    @Test
    void readThatMissesAnAcknowledgedWriteFindsItLost() {
        var missing = read(null, 3, 4);
        assertInexplicable(missing, put("a", 1, 2), missing);
    }

    @Test
    void readOfAValueThatNobodyWroteIsInexplicable() {
        var invented = read("x", 3, 4);
        assertInexplicable(invented, put("a", 1, 2), invented);
    }

    @Test
    void readFromTheFutureIsInexplicable() {
        var early = read("a", 1, 2);
        assertInexplicable(early, early, put("a", 3, 4));
    }

    @Test
    void readDuringAWriteSeesTheOldValueOrTheNewOne() {
        assertExplained(put("a", 1, 2), put("b", 3, 10), read("a", 4, 5), read("b", 6, 7));
    }

    @Test
    void onceTheNewValueWasSeenTheOldOneIsGone() {
        var back = read("a", 6, 7);
        assertInexplicable(back, put("a", 1, 2), put("b", 3, 10), read("b", 4, 5), back);
    }

    @Test
    void twoReadersAgreeOnTheOrderOfTwoWritesAtTheSameTime() {
        assertExplained(put("a", 1, 10), put("b", 1, 10), read("a", 2, 3), read("b", 4, 5));
        var back = read("a", 6, 7);
        assertInexplicable(back, put("a", 1, 10), put("b", 1, 10), read("a", 2, 3), read("b", 4, 5), back);
    }

    @Test
    void operationsThatTouchMayHaveHappenedInEitherOrder() {
        assertExplained(put("a", 1, 2), read(null, 2, 3));
    }

    @Test
    void onlyOneOfTwoSwapsOfTheSameValueSucceeds() {
        assertExplained(put("a", 1, 2), swap("a", "b", 3, 9), refusedSwap("a", "b", 3, 9));
        var second = swap("a", "c", 3, 10);
        assertInexplicable(second, put("a", 1, 2), swap("a", "b", 3, 9), second);
    }

    @Test
    void refusedSwapMustHaveFoundAnotherValueThanItExpected() {
        var wrong = refusedSwap("a", "a", 3, 4);
        assertInexplicable(wrong, put("a", 1, 2), wrong);
    }

    @Test
    void refusedSwapIsARead() {
        var stale = refusedSwap("x", "a", 5, 6);
        assertInexplicable(stale, put("a", 1, 2), put("b", 3, 4), stale);
    }

    @Test
    void swapOfAnAbsentKeyCreatesIt() {
        assertExplained(swap(null, "a", 1, 2), refusedSwap(null, "a", 3, 4), read("a", 5, 6));
    }

    @Test
    void unknownWriteMayNeverHappen() {
        assertExplained(put("a", 1, 2), unknownPut("b", 3), read("a", 100, 101));
    }

    @Test
    void unknownWriteMayHappenAtOnceOrMuchLater() {
        assertExplained(put("a", 1, 2), unknownPut("b", 3), read("b", 4, 5));
        assertExplained(
                put("a", 1, 2), unknownPut("b", 3), read("a", 100, 101), put("c", 102, 103), read("b", 104, 105));
    }

    @Test
    void unknownWriteHappensOnceOnly() {
        var again = read("b", 8, 9);
        assertInexplicable(again, unknownPut("b", 1), read("b", 2, 3), put("c", 4, 5), read("c", 6, 7), again);
    }

    @Test
    void unknownWriteDoesNotHappenBeforeItWasInvoked() {
        var early = read("b", 1, 2);
        assertInexplicable(early, early, unknownPut("b", 3));
    }

    @Test
    void unknownWritesMayHaveBuiltOnEachOther() {
        assertExplained(unknownPut("a", 1), unknownSwap("a", "b", 2), read("b", 3, 4));
        var back = read("a", 5, 6);
        assertInexplicable(back, unknownPut("a", 1), unknownSwap("a", "b", 2), read("b", 3, 4), back);
    }

    @Test
    void unknownSwapThatWasSeenMustHaveFoundWhatItExpected() {
        var seen = read("c", 5, 6);
        assertThat(RegisterCheck.firstInexplicable(
                        List.of(put("a", 1, 2), put("b", 3, 4), unknownSwap("a", "c", 4), read("b", 4, 5), seen)))
                .isPresent();
    }

    @Test
    void manyOperationsAtOnceAreLookedThrough() {
        var operations = new ArrayList<Operation>();
        for (int client = 0; client < 10; client++) {
            operations.add(put("v" + client, 1, 100 + client));
            operations.add(read("v" + client, 200 + 2 * client, 201 + 2 * client));
        }
        // Ten writes at once that all have returned: one of them was the last, so only its value can be seen.
        assertThat(RegisterCheck.firstInexplicable(operations)).contains(read("v1", 202, 203));
    }

    @Test
    void valuesMustBeUnique() {
        assertThatThrownBy(() -> RegisterCheck.firstInexplicable(List.of(put("a", 1, 2), put("a", 3, 4))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two operations write a");
    }

    private static void assertExplained(Operation... operations) {
        assertThat(RegisterCheck.firstInexplicable(List.of(operations))).isEmpty();
    }

    private static void assertInexplicable(Operation culprit, Operation... operations) {
        assertThat(RegisterCheck.firstInexplicable(List.of(operations))).contains(culprit);
    }
}

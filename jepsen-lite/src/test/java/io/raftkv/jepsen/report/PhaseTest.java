package io.raftkv.jepsen.report;

import static io.raftkv.jepsen.history.EventType.FAIL;
import static io.raftkv.jepsen.history.EventType.INFO;
import static io.raftkv.jepsen.history.EventType.OK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;

/** Availability between the starts and ends of faults. */
class PhaseTest {

    @Test
    void runIsCutAtEveryStartAndEndOfAFault() {
        var run = MadeUpRun.empty()
                .operation(0, 100, 0, OK)
                .fault(20, "kill", "start", "S1")
                .fault(40, "pause", "start", "S2")
                .fault(60, "kill", "end", "S1")
                .fault(80, "pause", "end", "S2");

        assertThat(Phase.of(Run.of(run.history())))
                .extracting(Phase::from, Phase::to, Phase::faults)
                .containsExactly(
                        tuple(0L, 20L, ""),
                        tuple(20L, 40L, "kill S1"),
                        tuple(40L, 60L, "kill S1; pause S2"),
                        tuple(60L, 80L, "pause S2"),
                        tuple(80L, 100L, ""));
    }

    @Test
    void operationCountsForThePhaseInWhichItBegan() {
        var run = MadeUpRun.empty()
                .operation(10, 20, 0, OK)
                .operation(30, 70, 1, OK)
                .operation(50, 60, 2, FAIL)
                .operation(55, 90, 3, INFO)
                .operation(60, 100, 4, OK)
                .fault(50, "kill", "start", "S1")
                .fault(100, "kill", "end", "S1");

        assertThat(Phase.of(Run.of(run.history())))
                .extracting(Phase::operations, Phase::ok)
                .containsExactly(tuple(2L, 2L), tuple(3L, 1L));
    }

    @Test
    void gapReachesToBothEndsOfThePhase() {
        var run = MadeUpRun.empty()
                .operation(0, 10, 0, OK)
                .operation(0, 45, 1, OK)
                .operation(50, 60, 0, FAIL)
                .operation(60, 80, 0, OK)
                .fault(50, "kill", "start", "S1")
                .fault(100, "kill", "end", "S1");

        assertThat(Phase.of(Run.of(run.history())))
                .extracting(Phase::longestGapNanos)
                .containsExactly(35L, 30L);
    }

    @Test
    void phaseWithoutSuccessIsOneGap() {
        var run = MadeUpRun.empty().operation(0, 100, 0, INFO);

        assertThat(Phase.of(Run.of(run.history()))).containsExactly(new Phase(0, 100, "", 1, 0, 100));
    }

    @Test
    void emptyRunHasNoPhase() {
        assertThat(Phase.of(Run.of(MadeUpRun.empty().history()))).isEmpty();
    }
}

package io.raftkv.raft.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.raft.sim.FaultSchedule.Timed;
import io.raftkv.raft.sim.RandomFaults.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Negative control: a run that cannot be right must be found wrong, or no other one can be believed. */
@ExtendWith(SilentNodes.class)
class UnsafeDisksTest {

    private static final int SEEDS = 10;
    private static final String LIES = "100ms disk-lie all";
    private static final String POWER_LOSS = "4000ms power-loss all";

    @Test
    void powerLossWithDisksThatLieIsCaught() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var faults = FaultSchedule.parse(LIES + "\n" + POWER_LOSS + "\n4100ms restart all");
            assertThat(fails(seed, faults)).as("seed %d", seed).isTrue();
        }
    }

    @Test
    void eitherAloneDoesNoHarm() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            assertThat(fails(seed, FaultSchedule.parse(LIES))).isFalse();
            assertThat(fails(seed, FaultSchedule.parse(POWER_LOSS))).isFalse();
        }
    }

    @Test
    void whatMattersIsFoundAmongFaultsThatDoNot() {
        List<Timed> faults = new ArrayList<>(FaultyRun.randomFaults(1, 3, Set.of(Subject.NETWORK, Subject.CLOCKS))
                .faults());
        faults.addAll(FaultSchedule.parse(LIES + "\n" + POWER_LOSS).faults());
        faults.sort(Comparator.comparing(Timed::at));
        FaultSchedule least = new FaultSchedule(faults).shrink(fewer -> fails(1, fewer));
        assertThat(least).hasToString(LIES + "\n" + POWER_LOSS);
    }

    private static boolean fails(long seed, FaultSchedule faults) {
        try {
            new FaultyRun(seed, 3, faults, 0).run();
            return false;
        } catch (RuntimeException | Error e) {
            return true;
        }
    }
}

package io.raftkv.jepsen.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.jepsen.run.TestResult;
import io.raftkv.jepsen.run.TestSpec;
import org.junit.jupiter.api.Test;

/** Servers with one mistake each: a tester that does not find them is not to be believed. */
class NegativeControlsTest {

    private static final int SEEDS = 10;

    @Test
    void lossOfForcedWritesIsFound() {
        assertFound(TestSpec.of("set", "disk-lost-writes", 1), Build.CORRECT);
        assertFound(TestSpec.of("register", "disk-lost-writes", 1), Build.CORRECT);
    }

    @Test
    void readsWithoutReadIndexAreFound() {
        assertFound(TestSpec.of("register", "partition-one", 1), PlantedMistakes.LOCAL_READS);
    }

    @Test
    void acknowledgementBeforeCommitmentIsFound() {
        assertFound(TestSpec.of("set", "partition-one+kill", 1), PlantedMistakes.EARLY_ACKNOWLEDGEMENT);
    }

    @Test
    void entriesAppliedAgainAfterARestartAreFound() {
        assertFound(TestSpec.of("kv", "kill", 1), PlantedMistakes.ENTRIES_APPLIED_AGAIN);
    }

    /** Prints after how many seeds it was found. */
    private static void assertFound(TestSpec first, Build build) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            TestSpec spec = first.seed(seed);
            TestResult result = SimulatedWorld.run(spec, spec.schedule(), build);
            if (result.isViolated()) {
                System.out.println(spec.workload() + " under " + spec.nemesis() + " found it with seed " + seed);
                return;
            }
        }
        assertThat(SEEDS).as("seeds of %s without a violation", first).isZero();
    }
}

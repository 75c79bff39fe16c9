package io.raftkv.raft.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whole servers under random faults, seed by seed: P Figure 3, and what clients are promised. */
class RandomFaultsTest {

    private static final int SEEDS = 500;
    private static final int LAST_EVENTS = 60;

    @Test
    void threeServersKeepTheFiveGuaranteesAndTheirPromises() {
        runSeeds(3, 1);
    }

    @Test
    void fiveServersKeepTheFiveGuaranteesAndTheirPromises() {
        runSeeds(5, 1_000_001);
    }

    @Test
    void sameSeedGivesTheSameTraceByteForByte() {
        for (long seed = 1; seed <= 3; seed++) {
            assertThat(traceOf(seed)).isEqualTo(traceOf(seed)).contains("S1", "AppendEntries");
        }
        assertThat(traceOf(1)).isNotEqualTo(traceOf(2));
    }

    private static String traceOf(long seed) {
        var run = new FaultyRun(seed, 3, Integer.MAX_VALUE);
        run.run();
        return String.join("\n", run.trace().lines());
    }

    private static void runSeeds(int servers, long firstSeed) {
        long events = 0;
        long writes = 0;
        long reads = 0;
        for (long seed = firstSeed; seed < firstSeed + SEEDS / 2; seed++) {
            var run = new FaultyRun(seed, servers, LAST_EVENTS);
            try {
                run.run();
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "seed " + seed + " with " + servers + " servers: " + e.getMessage() + "\nThe last events:\n"
                                + String.join("\n", run.trace().lines()),
                        e);
            }
            events += run.events();
            writes += run.acknowledgedWrites();
            reads += run.readsServed();
        }
        System.out.printf(
                "%d servers: %d seeds, %d events, %d acknowledged writes, %d reads%n",
                servers, SEEDS / 2, events, writes, reads);
        assertThat(writes).as("acknowledged writes").isGreaterThan(SEEDS * 50L);
        assertThat(reads).as("reads served").isGreaterThan(SEEDS * 20L);
    }
}

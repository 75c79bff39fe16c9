package io.raftkv.raft.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.raft.sim.RandomFaults.Subject;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whole servers under random faults, seed by seed: P Figure 3, and what clients are promised. */
@ExtendWith(SilentNodes.class)
class RandomFaultsTest {

    private static final int SEEDS = 250;
    private static final int LAST_EVENTS = 60;
    private static final Set<Subject> EVERYTHING = Set.of(Subject.values());

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
        var run = new FaultyRun(seed, 3, FaultyRun.randomFaults(seed, 3, EVERYTHING), Integer.MAX_VALUE);
        run.run();
        return String.join("\n", run.trace().lines());
    }

    private static void runSeeds(int servers, long firstSeed) {
        long events = 0;
        long writes = 0;
        long reads = 0;
        for (long seed = firstSeed; seed < firstSeed + SEEDS; seed++) {
            FaultSchedule faults = FaultyRun.randomFaults(seed, servers, EVERYTHING);
            var run = new FaultyRun(seed, servers, faults, 0);
            try {
                run.run();
            } catch (RuntimeException | Error e) {
                throw new AssertionError(explain(seed, servers, faults), e);
            }
            events += run.events();
            writes += run.acknowledgedWrites();
            reads += run.readsServed();
        }
        System.out.printf(
                "%d servers: %d seeds, %d events, %d acknowledged writes, %d reads%n",
                servers, SEEDS, events, writes, reads);
        assertThat(writes).as("acknowledged writes").isGreaterThan(SEEDS * 100L);
        assertThat(reads).as("reads served").isGreaterThan(SEEDS * 40L);
    }

    /** Looks for the fewest faults that make it fail, and says how to see that again. */
    private static String explain(long seed, int servers, FaultSchedule faults) {
        FaultSchedule fewest = faults.shrink(fewer -> fails(new FaultyRun(seed, servers, fewer, 0)));
        var last = new FaultyRun(seed, servers, fewest, LAST_EVENTS);
        String how = fails(last) ? "" : " (but not any more)";
        return "new FaultyRun(" + seed + ", " + servers + ", FaultSchedule.parse(\"\"\"\n" + fewest + "\n\"\"\"), "
                + LAST_EVENTS + ").run() fails" + how + ". The last events:\n"
                + String.join("\n", last.trace().lines());
    }

    private static boolean fails(FaultyRun run) {
        try {
            run.run();
            return false;
        } catch (RuntimeException | Error e) {
            return true;
        }
    }
}

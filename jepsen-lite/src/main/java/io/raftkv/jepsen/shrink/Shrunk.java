package io.raftkv.jepsen.shrink;

import io.raftkv.jepsen.run.Operations;
import io.raftkv.jepsen.run.Plan;
import io.raftkv.jepsen.run.TestResult;
import java.time.Duration;

/**
 * The smallest failing run that was found until now.
 *
 * @param plan the run
 * @param result what came of it
 * @param runs how many were tried to get there
 * @param elapsed how long that took
 * @param ending why no more are tried
 */
public record Shrunk(Plan plan, TestResult result, int runs, Duration elapsed, Ending ending) {

    /** Of a search. */
    public enum Ending {
        /** It goes on. */
        NOT_YET,
        /** Nothing can be left out any more. */
        NOTHING_LEFT_OUT,
        /** The time was over. */
        OUT_OF_TIME
    }

    /** Whether it fails without anything that a client asks for. */
    public boolean hasNoOperations() {
        return Operations.begunIn(result.history(), plan.spec().clients()).isEmpty();
    }

    /** How large the run is, in words. */
    public String size() {
        return sizeOf(plan, result);
    }

    /** How large a run is, in words. */
    public static String sizeOf(Plan plan, TestResult result) {
        var begun = Operations.begunIn(result.history(), plan.spec().clients());
        long clients = begun.stream().map(Operations.Start::client).distinct().count();
        return "%d steps of faults, %d clients, %d operations, %.1f s, %d nodes"
                .formatted(
                        plan.schedule().steps().size(),
                        clients,
                        begun.size(),
                        plan.spec().time().toMillis() / 1e3,
                        plan.spec().nodes());
    }
}

package io.raftkv.jepsen.shrink;

import io.raftkv.jepsen.checker.Verdict;
import io.raftkv.jepsen.run.Operations;
import io.raftkv.jepsen.run.Plan;
import io.raftkv.jepsen.run.TestResult;
import io.raftkv.jepsen.run.TestResult.Finding;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Makes a failing run smaller: shorter, with fewer faults, clients, servers and operations, each when the run still fails without. It
 * still fails when the same check fails, and in a way in which it failed: the last check that does in the whole run, which is that of what
 * clients saw if it fails at all. Any other failure is another story.
 *
 * <p>Operations come first. A long run has failures of many kinds, and as it has ever fewer operations, those go that need luck, such as a
 * message that takes a millisecond more; a run that was cut short at first may have no others. What is left keeps its time: a fault at 12 s
 * still comes at 12 s.
 *
 * <p>For one thread.
 */
public final class Shrinker {

    private static final Duration SHORTEST_CUT = Duration.ofMillis(50);

    private final Function<Plan, TestResult> world;
    private final Duration within;
    private final LongSupplier clock;
    private final Consumer<Shrunk> progress;

    private long began;
    private int runs;
    private final String check;
    private final Verdict.Invalid violation;
    private Plan smallest;
    private TestResult result;

    /**
     * Begins with a run that failed.
     *
     * @param failing the run
     * @param failed what came of it
     * @param world runs a plan; must come to the same result each time
     * @param within after this time no more runs are begun; the one under way is finished
     * @param clock monotonic nanoseconds
     * @param progress told each time that a smaller run fails too
     * @throws IllegalArgumentException when no check of {@code failed} is violated
     */
    public Shrinker(
            Plan failing,
            TestResult failed,
            Function<Plan, TestResult> world,
            Duration within,
            LongSupplier clock,
            Consumer<Shrunk> progress) {
        this.smallest = failing;
        this.result = failed;
        this.world = world;
        this.within = within;
        this.clock = clock;
        this.progress = progress;
        Finding last = failed.findings().stream()
                .filter(finding -> finding.verdict() instanceof Verdict.Invalid)
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new IllegalArgumentException("a run that does not fail cannot be made smaller"));
        this.check = last.check();
        this.violation = (Verdict.Invalid) last.verdict();
    }

    private boolean failsAlike(TestResult tried) {
        return tried.findings().stream()
                .anyMatch(finding -> finding.check().equals(check)
                        && finding.verdict() instanceof Verdict.Invalid invalid
                        && invalid.isLike(violation));
    }

    /** What fails in every run that is kept: the check, and in what ways when it knows of several. */
    public String failure() {
        return violation.kinds().isEmpty() ? check : check + " (" + String.join(" or ", violation.kinds()) + ")";
    }

    /** Makes it as small as it can in the time that it has. */
    public Shrunk shrink() {
        began = clock.getAsLong();
        Plan before;
        do {
            before = smallest;
            fewerOperations();
            fewerFaults();
            shorter();
            fewerClients();
            fewerNodes();
        } while (!smallest.equals(before) && !isOutOfTime());
        return shrunk(isOutOfTime() ? Shrunk.Ending.OUT_OF_TIME : Shrunk.Ending.NOTHING_LEFT_OUT);
    }

    private void shorter() {
        Duration cut = smallest.spec().time().dividedBy(2);
        while (cut.compareTo(SHORTEST_CUT) >= 0) {
            Duration shorter =
                    Duration.ofMillis(smallest.spec().time().minus(cut).toMillis());
            if (!shorter.isPositive() || !stillFails(smallest.until(shorter))) {
                cut = cut.dividedBy(2);
            }
        }
    }

    private void fewerFaults() {
        Fewer.of(smallest.schedule().steps(), fewer -> stillFails(smallest.steps(fewer)));
    }

    private void fewerClients() {
        for (int clients = 1; clients < smallest.spec().clients(); clients++) {
            stillFails(smallest.clients(clients));
        }
    }

    private void fewerNodes() {
        for (int nodes = 1; nodes < smallest.spec().nodes(); nodes++) {
            stillFails(smallest.nodes(nodes));
        }
    }

    private void fewerOperations() {
        var begun =
                List.copyOf(Operations.begunIn(result.history(), smallest.spec().clients()));
        Fewer.of(begun, fewer -> stillFails(smallest.operations(Operations.only(fewer))));
    }

    /** Whether it does, and there was time to see it; then it is the smallest. */
    private boolean stillFails(Plan smaller) {
        if (isOutOfTime()) {
            return false;
        }
        runs++;
        TestResult tried = world.apply(smaller);
        if (!failsAlike(tried)) {
            return false;
        }
        smallest = smaller;
        result = tried;
        progress.accept(shrunk(Shrunk.Ending.NOT_YET));
        return true;
    }

    private boolean isOutOfTime() {
        return clock.getAsLong() - began >= within.toNanos();
    }

    private Shrunk shrunk(Shrunk.Ending ending) {
        return new Shrunk(smallest, result, runs, Duration.ofNanos(clock.getAsLong() - began), ending);
    }
}

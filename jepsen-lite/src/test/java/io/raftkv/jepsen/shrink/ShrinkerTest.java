package io.raftkv.jepsen.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.jepsen.checker.Verdict;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.run.Operations;
import io.raftkv.jepsen.run.Plan;
import io.raftkv.jepsen.run.TestResult;
import io.raftkv.jepsen.run.TestSpec;
import io.raftkv.jepsen.sim.Build;
import io.raftkv.jepsen.sim.PlantedMistakes;
import io.raftkv.jepsen.sim.SimulatedWorld;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ShrinkerTest {

    private static final Duration ANY_TIME = Duration.ofDays(1);

    @Test
    void staleReadNeedsOneFaultAndAWriteAndARead() {
        Shrunk shrunk = shrink(TestSpec.of("register", "partition-one+clock-drift", 4), PlantedMistakes.LOCAL_READS);

        assertThat(shrunk.plan().schedule().steps()).hasSizeLessThanOrEqualTo(1);
        assertThat(shrunk.plan().spec().nemesis()).isIn("none", "partition-one");
        assertThat(begun(shrunk)).isEqualTo(2);
    }

    @Test
    void writeThatIsAcknowledgedTooEarlyIsOneOperation() {
        Shrunk shrunk = shrink(TestSpec.of("set", "partition-one+kill", 4), PlantedMistakes.EARLY_ACKNOWLEDGEMENT);

        assertThat(shrunk.plan().schedule().steps()).hasSizeLessThanOrEqualTo(8);
        assertThat(begun(shrunk)).isEqualTo(1);
    }

    @Test
    void lossOfForcedWritesNeedsTheLieAndThePowerLossAndHardlyMore() {
        Shrunk shrunk = shrink(TestSpec.of("set", "disk-lost-writes+partition-half", 5), Build.CORRECT);

        assertThat(shrunk.plan().schedule().steps()).hasSizeLessThanOrEqualTo(4);
        assertThat(shrunk.plan().schedule().toString()).contains("disk-lie all", "power-loss all");
        assertThat(begun(shrunk)).isLessThanOrEqualTo(3);
    }

    private static long begun(Shrunk shrunk) {
        return Operations.begunIn(
                        shrunk.result().history(), shrunk.plan().spec().clients())
                .size();
    }

    private static Shrunk shrink(TestSpec spec, Build build) {
        Function<Plan, TestResult> world = plan -> SimulatedWorld.run(plan, build);
        Plan whole = Plan.of(spec);
        TestResult failed = world.apply(whole);
        long begin = System.nanoTime();
        Shrunk shrunk = new Shrinker(whole, failed, world, ANY_TIME, System::nanoTime, smaller -> {}).shrink();
        System.out.printf(
                "%s under %s: from %s%n  to %s, in %d runs, %.1f s%n",
                spec.workload(),
                spec.nemesis(),
                Shrunk.sizeOf(whole, failed),
                shrunk.size() + ": " + shrunk.plan().schedule(),
                shrunk.runs(),
                (System.nanoTime() - begin) / 1e9);

        assertThat(world.apply(shrunk.plan())).isEqualTo(shrunk.result());
        assertThat(shrunk.result().isViolated()).isTrue();
        assertThat(shrunk.ending()).isEqualTo(Shrunk.Ending.NOTHING_LEFT_OUT);
        return shrunk;
    }

    @Test
    void runThatFailsInAnotherWayIsNotKept() {
        // With a server less another check fails, and so the servers stay.
        Plan whole = Plan.of(TestSpec.of("register", "kill", 1));
        Function<Plan, TestResult> world =
                plan -> violating(plan, plan.spec().nodes() < whole.spec().nodes() ? "another" : "the check");

        Shrunk shrunk =
                new Shrinker(whole, world.apply(whole), world, ANY_TIME, System::nanoTime, smaller -> {}).shrink();

        assertThat(shrunk.plan().spec().nodes()).isEqualTo(3);
        assertThat(shrunk.plan().spec().clients()).isEqualTo(1);
        assertThat(shrunk.plan().schedule().steps()).isEmpty();
    }

    @Test
    void runThatFailsTheSameCheckInAnotherWayIsNotKept() {
        Plan whole = Plan.of(TestSpec.of("register", "kill", 1));
        Function<Plan, TestResult> world = plan ->
                violating(plan, "set", plan.spec().nodes() < whole.spec().nodes() ? "twice" : "lost");
        var shrinker = new Shrinker(whole, world.apply(whole), world, ANY_TIME, System::nanoTime, smaller -> {});

        assertThat(shrinker.failure()).isEqualTo("set (lost)");
        assertThat(shrinker.shrink().plan().spec().nodes()).isEqualTo(3);
    }

    @Test
    void partitionOfFewerServersNamesOnlyThose() {
        var schedule = Schedule.parse("5000ms partition-half start partition-half S3 S1 S2");
        Plan whole = Plan.of(TestSpec.of("register", "partition-half", 1), schedule);

        assertThat(whole.nodes(2).schedule().toString()).isEqualTo("5000ms partition-half start partition-half S1 S2");
    }

    @Test
    void noRunIsBegunWhenTheTimeIsOver() {
        var now = new AtomicLong();
        Plan whole = Plan.of(TestSpec.of("register", "kill", 1));
        Function<Plan, TestResult> aSecondEach = plan -> {
            now.addAndGet(1_000_000_000L);
            return violating(plan, "the check");
        };

        Shrunk shrunk = new Shrinker(
                        whole,
                        violating(whole, "the check"),
                        aSecondEach,
                        Duration.ofSeconds(3),
                        now::get,
                        smaller -> {})
                .shrink();

        assertThat(shrunk.ending()).isEqualTo(Shrunk.Ending.OUT_OF_TIME);
        assertThat(shrunk.runs()).isEqualTo(3);
    }

    @Test
    void runThatDoesNotFailIsRefused() {
        Plan good = Plan.of(TestSpec.of("register", "none", 1).time(Duration.ofSeconds(3)));
        TestResult result = SimulatedWorld.run(good, Build.CORRECT);
        assertThatThrownBy(() -> new Shrinker(good, result, plan -> result, ANY_TIME, System::nanoTime, smaller -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static TestResult violating(Plan plan, String check, String... kinds) {
        return new TestResult(
                plan.spec(),
                plan.schedule(),
                new History(List.of()),
                List.of(new TestResult.Finding(check, new Verdict.Invalid("made up", Set.of(kinds), List.of()))));
    }
}

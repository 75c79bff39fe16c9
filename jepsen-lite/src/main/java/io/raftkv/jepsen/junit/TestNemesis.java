package io.raftkv.jepsen.junit;

import io.raftkv.jepsen.nemesis.Nemeses;
import io.raftkv.jepsen.nemesis.Nemesis;
import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.nemesis.Step;
import io.raftkv.raft.sim.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What goes wrong in a test. */
public final class TestNemesis {

    private final SimulatedTest test;
    private final long seed;
    private final int nodes;
    private final List<Nemesis> active = new ArrayList<>();

    TestNemesis(SimulatedTest test, long seed, int nodes) {
        this.test = test;
        this.seed = seed;
        this.nodes = nodes;
    }

    /**
     * From now on these strike again and again, when and where the seed says: in each {@link SimulatedTest#runFor} for the first time
     * after some seconds, and healed before it ends, so that it should last ten seconds or longer.
     *
     * @param composition names of {@link Nemeses} joined by {@code +}, such as {@code partition-one+kill}
     * @throws IllegalArgumentException when there is none of that name, listing those that exist
     */
    public void inject(String composition) {
        active.addAll(Nemeses.parse(composition));
    }

    /** This fault happens now, and lasts until it is healed. */
    public void inject(Fault fault) {
        String name = fault.text().split(" ", 2)[0];
        schedule(new Schedule(List.of(new Step(now(), name, Step.Phase.START, fault))));
    }

    /** Everything is put right now, and nothing strikes any more. */
    public void heal() {
        active.clear();
        test.run().heal();
    }

    void strikeWithin(Duration time) {
        Duration begin = now();
        for (Nemesis nemesis : active) {
            var random = new SplittableRandom(seed * 31 + nemesis.name().hashCode() + begin.toNanos());
            schedule(later(nemesis.schedule(random, nodes, time), begin));
        }
    }

    private static Schedule later(Schedule schedule, Duration by) {
        return new Schedule(schedule.steps().stream()
                .map(step -> new Step(step.at().plus(by), step.nemesis(), step.phase(), step.fault()))
                .toList());
    }

    /** Of a variant with faults of its own, only those happen. */
    private void schedule(Schedule drawn) {
        Schedule only = test.variant().schedule();
        test.run()
                .schedule(
                        only == null
                                ? drawn
                                : new Schedule(drawn.steps().stream()
                                        .filter(only.steps()::contains)
                                        .toList()));
    }

    private Duration now() {
        return Duration.ofNanos(test.run().now());
    }
}

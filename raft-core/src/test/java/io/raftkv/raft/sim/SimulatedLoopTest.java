package io.raftkv.raft.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.raft.node.Loop;
import io.raftkv.raft.node.LoopBody;
import io.raftkv.raft.storage.DiskFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the loops of a simulated server run: by its own clock, by its disk, and not while it is paused. */
class SimulatedLoopTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TIME_TO_WAKE_UP = Duration.ofMillis(50);

    private final Simulation simulation = new Simulation(1);
    private final SimulatedClock clock = new SimulatedClock(simulation, simulation.random("clock"));
    private final SimulatedDisk disk = new SimulatedDisk("disk", simulation.random("disk"));
    private final SimulatedNetwork network = new SimulatedNetwork(simulation, new Trace(0));
    private final SimulatedEnvironment environment = new SimulatedEnvironment(
            simulation, simulation.random("server"), disk, clock, network.transportOf(1), () -> {});

    /** When the loop has run, in virtual time. */
    private final List<Duration> runs = new ArrayList<>();

    @Test
    void loopRunsOnceForAllThatWakeItAtATime() {
        Loop loop = start(now -> LoopBody.WHEN_WOKEN);
        loop.wake();
        loop.wake();
        simulation.runFor(SECOND);
        assertThat(runs).hasSize(1);
        loop.wake();
        simulation.runFor(SECOND);
        assertThat(runs).hasSize(2);
    }

    @Test
    void loopRunsAtItsDeadlineByTheClockOfItsServer() {
        clock.drift(1_000_000); // twice as fast
        start(deadlineOnce(SECOND));
        simulation.runFor(SECOND);
        assertThat(timeBetweenRuns()).isEqualTo(SECOND.dividedBy(2));
    }

    @Test
    void deadlineIsReachedAtOnceWhenTheClockLeapsOverIt() {
        start(deadlineOnce(SECOND));
        simulation.runFor(TIME_TO_WAKE_UP);
        clock.jump(SECOND);
        Duration leap = now();
        simulation.runFor(Duration.ofHours(1));
        assertThat(runs).hasSize(2);
        assertThat(runs.get(1)).isEqualTo(leap);
    }

    @Test
    void deadlineMovesAwayWhenTheClockSlowsDownAndStandsStill() {
        start(deadlineOnce(SECOND));
        simulation.runFor(Duration.ofMillis(500));
        clock.freeze();
        simulation.runFor(SECOND.multipliedBy(10));
        assertThat(runs).hasSize(1);
        clock.goWell();
        simulation.runFor(SECOND);
        assertThat(timeBetweenRuns()).isEqualTo(SECOND.multipliedBy(11));
    }

    @Test
    void wakingALoopDoesNotMakeItForgetItsDeadline() {
        List<Long> deadlines = new ArrayList<>();
        Loop loop = start(now -> {
            if (deadlines.isEmpty()) {
                deadlines.add(now + SECOND.toNanos());
            }
            return now < deadlines.getFirst() ? deadlines.getFirst() : LoopBody.WHEN_WOKEN;
        });
        for (int i = 0; i < 9; i++) {
            simulation.runFor(Duration.ofMillis(100));
            loop.wake();
        }
        simulation.runFor(Duration.ofHours(1));
        assertThat(runs).hasSize(11);
        assertThat(runs.getLast().minus(runs.getFirst())).isEqualTo(SECOND);
    }

    @Test
    void pausedServerDoesNothingUntilItGoesOn() {
        Loop loop = start(deadlineOnce(SECOND));
        simulation.runFor(TIME_TO_WAKE_UP);
        environment.pause();
        loop.wake();
        simulation.runFor(SECOND.multipliedBy(10));
        assertThat(runs).hasSize(1);
        environment.resume();
        simulation.runFor(TIME_TO_WAKE_UP);
        assertThat(runs).hasSizeGreaterThan(1);
    }

    @Test
    void nothingRunsAfterTheEndOfAServer() {
        Loop loop = start(deadlineOnce(SECOND));
        environment.end();
        loop.wake();
        simulation.runFor(SECOND.multipliedBy(10));
        assertThat(runs).isEmpty();
    }

    @Test
    void slowDiskDelaysTheRunThatWritesButNoOtherLoop() throws IOException {
        Duration perForce = Duration.ofMillis(300);
        List<Duration> measured = new ArrayList<>();
        DiskFile file = disk.create("a");
        Loop writer = start(now -> {
            force(file);
            measured.add(Duration.ofNanos(environment.nanoTime() - now));
            return LoopBody.WHEN_WOKEN;
        });
        simulation.runFor(SECOND);
        disk.slowDown(perForce);
        Duration woken = now();
        writer.wake();
        List<Duration> otherRuns = new ArrayList<>();
        Loop other = environment.newLoop("other", now -> {
            otherRuns.add(now());
            return LoopBody.WHEN_WOKEN;
        });
        other.start();
        simulation.runFor(SECOND);
        assertThat(runs.get(1).minus(woken)).isBetween(perForce, perForce.plus(TIME_TO_WAKE_UP));
        assertThat(measured.get(1)).isEqualTo(perForce);
        assertThat(otherRuns.getFirst().minus(woken)).isLessThan(TIME_TO_WAKE_UP);
    }

    @Test
    void slowDiskBeginsWithTheNextWorkWhenItIsDoneWithTheLast() throws IOException {
        Duration perForce = Duration.ofMillis(300);
        DiskFile file = disk.create("a");
        Loop writer = start(now -> {
            force(file);
            force(file); // the second one was not foreseen
            return LoopBody.WHEN_WOKEN;
        });
        simulation.runFor(SECOND);
        disk.slowDown(perForce);
        writer.wake();
        simulation.runFor(perForce.plus(TIME_TO_WAKE_UP));
        writer.wake();
        simulation.runFor(SECOND);
        assertThat(runs.get(2).minus(runs.get(1))).isEqualTo(perForce.multipliedBy(2));
    }

    private Loop start(LoopBody body) {
        Loop loop = environment.newLoop("loop", now -> {
            runs.add(now());
            return body.run(now);
        });
        loop.start();
        return loop;
    }

    /** Asks for a second run, as long after the first as it says, by the clock of the server. */
    private LoopBody deadlineOnce(Duration later) {
        return now -> runs.size() == 1 ? now + later.toNanos() : LoopBody.WHEN_WOKEN;
    }

    private Duration timeBetweenRuns() {
        assertThat(runs).hasSize(2);
        return runs.get(1).minus(runs.get(0));
    }

    private Duration now() {
        return Duration.ofNanos(simulation.now());
    }

    private static void force(DiskFile file) {
        try {
            file.force();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

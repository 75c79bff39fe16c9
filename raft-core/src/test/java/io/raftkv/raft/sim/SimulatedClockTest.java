package io.raftkv.raft.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A clock may go wrong in any way but one: what a server reads never goes back. */
class SimulatedClockTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Simulation simulation = new Simulation(1);
    private final SimulatedClock clock = new SimulatedClock(simulation, simulation.random("clock"));

    @Test
    void goodClockGoesAtTheTrueRateFromAnOriginOfItsOwn() {
        var other = new SimulatedClock(simulation, simulation.random("other clock"));
        assertThat(clock.nanoTime()).isNotEqualTo(other.nanoTime());
        assertThat(nanosGainedIn(SECOND)).isEqualTo(SECOND.toNanos());
    }

    @Test
    void driftingClockGainsOrLosesTime() {
        clock.drift(100_000);
        assertThat(nanosGainedIn(SECOND)).isEqualTo(1_100_000_000);
        clock.drift(-250_000);
        assertThat(nanosGainedIn(SECOND)).isEqualTo(750_000_000);
        assertThat(nanosGainedIn(Duration.ofDays(30)))
                .isEqualTo(Duration.ofDays(30).toNanos() / 4 * 3);
        assertThatThrownBy(() -> clock.drift(-1_000_000)).hasMessageContaining("must be from -900000 to 10000000");
    }

    @Test
    void clockThatIsSetForwardLeaps() {
        long before = clock.nanoTime();
        clock.jump(HOUR);
        assertThat(clock.nanoTime() - before).isEqualTo(HOUR.toNanos());
    }

    @Test
    void clockThatIsSetBackStandsStillUntilItIsWhereItWas() {
        clock.jump(SECOND.negated());
        assertThat(nanosGainedIn(SECOND)).isZero();
        assertThat(nanosGainedIn(SECOND)).isEqualTo(SECOND.toNanos());
    }

    @Test
    void settingForwardWhatWasSetBackUndoesIt() {
        clock.jump(HOUR.negated());
        assertThat(nanosGainedIn(SECOND)).isZero();
        long before = clock.nanoTime();
        clock.jump(HOUR);
        assertThat(clock.nanoTime() - before).isEqualTo(SECOND.toNanos());
    }

    @Test
    void frozenClockStandsStillUntilItIsToldToGo() {
        clock.freeze();
        assertThat(nanosGainedIn(HOUR)).isZero();
        clock.drift(0);
        assertThat(nanosGainedIn(SECOND)).isEqualTo(SECOND.toNanos());
    }

    @Test
    void clockGoesWellAgainFromWhatItShows() {
        clock.drift(500_000);
        clock.jump(HOUR.negated());
        assertThat(nanosGainedIn(SECOND)).isZero();
        clock.goWell();
        assertThat(nanosGainedIn(SECOND)).isEqualTo(SECOND.toNanos());
    }

    @Test
    void strobingClockLeapsAndStandsStillByTurnsAndNeverGoesBack() {
        clock.strobe(Duration.ofSeconds(2), SECOND); // set to +2 s, a second later back to 0, and so on
        long before = clock.nanoTime();
        assertThat(nanosGainedIn(Duration.ofMillis(900))).isEqualTo(900_000_000);
        assertThat(nanosGainedIn(SECOND)).isEqualTo(100_000_000);
        assertThat(nanosGainedIn(SECOND)).isEqualTo(1_900_000_000);
        assertThat(clock.nanoTime() - before).isEqualTo(2_900_000_000L);
        clock.goWell();
        assertThat(nanosGainedIn(HOUR)).isEqualTo(HOUR.toNanos());
    }

    @Test
    void serverThatStartsAgainFindsAnotherOriginAndTheSameRate() {
        clock.drift(100_000);
        clock.jump(HOUR);
        long before = clock.nanoTime();
        clock.beginAnew();
        assertThat(clock.nanoTime()).isNotEqualTo(before);
        assertThat(nanosGainedIn(SECOND)).isEqualTo(1_100_000_000);
    }

    @Test
    void momentOfAReadingIsTheFirstAtWhichTheClockShowsIt() {
        var random = new SplittableRandom(7);
        for (int round = 0; round < 2000; round++) {
            switch (random.nextInt(4)) {
                case 0 -> clock.drift(random.nextLong(-900_000, 10_000_001));
                case 1 -> clock.jump(Duration.ofNanos(random.nextLong(-1_000_000_000, 1_000_000_000)));
                default -> simulation.runFor(Duration.ofNanos(random.nextLong(3_000_000_000L)));
            }
            long reading = clock.nanoTime() + random.nextLong(1, 5_000_000_000L);
            long time = clock.timeOf(reading);
            assertThat(clock.readingAt(time)).isGreaterThanOrEqualTo(reading);
            assertThat(clock.readingAt(time - 1)).isLessThan(reading);
        }
    }

    @Test
    void clockThatStandsStillNeverShowsALaterReading() {
        clock.freeze();
        assertThat(clock.timeOf(clock.nanoTime() + 1)).isEqualTo(SimulatedClock.NEVER);
        assertThat(clock.timeOf(clock.nanoTime())).isEqualTo(simulation.now());
    }

    private long nanosGainedIn(Duration duration) {
        long before = clock.nanoTime();
        simulation.runFor(duration);
        return clock.nanoTime() - before;
    }
}

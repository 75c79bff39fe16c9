package io.raftkv.raft.sim;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The monotonic clock of one server. It has its own origin and its own rate, and it can be set, stopped and shaken.
 *
 * <p>Beneath it lies a clock that anybody may set, forward or back. What the server reads is the highest value which that one
 * has ever had. So a clock that is set back stands still until the other has come back to where it was, and then goes on: an
 * hour back is an hour of standing still, unless {@link #goWell} ends it before.
 */
public final class SimulatedClock {

    /** What {@link #timeOf} answers when the clock will never get there as it goes now. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long MILLION = 1_000_000;
    private static final long MOST_LOST = 900_000;
    private static final long MOST_GAINED = 10 * MILLION;
    private static final long LARGEST_ORIGIN = 1_000_000_000_000L;

    private final Simulation simulation;
    private final RandomGenerator random;

    /** The clock beneath: what it showed at one moment of virtual time, and how many nanoseconds it gains in a million. */
    private long anchorTime;

    private long anchorReading;
    private long rate = MILLION;

    /** The highest value that a server may have read before the last change. */
    private long shown;

    /** Counts the changes of mind about strobing, so that an earlier strobe ends. */
    private long strobes;

    private Runnable onChange = () -> {};

    /** A clock that goes at the true rate, from an origin that {@code random} decides. */
    SimulatedClock(Simulation simulation, RandomGenerator random) {
        this.simulation = simulation;
        this.random = random;
        beginAnew();
    }

    /** What the clock shows now, in nanoseconds; never less than it showed before. */
    public long nanoTime() {
        return readingAt(simulation.now());
    }

    /** What the clock shows at a moment of virtual time not far from now, as it goes now. */
    long readingAt(long time) {
        return Math.max(shown, beneathAt(time));
    }

    private long beneathAt(long time) {
        long elapsed = time - anchorTime;
        return rate == MILLION
                ? anchorReading + elapsed
                : anchorReading + elapsed / MILLION * rate + Math.floorDiv(elapsed % MILLION * rate, MILLION);
    }

    /** The moment of virtual time at which the clock shows {@code reading}, as it goes now; now, when it shows that already. */
    long timeOf(long reading) {
        if (reading <= nanoTime()) {
            return simulation.now();
        }
        if (rate == 0) {
            return NEVER;
        }
        long missing = reading - anchorReading;
        long elapsed =
                rate == MILLION ? missing : missing / rate * MILLION + Math.ceilDiv(missing % rate * MILLION, rate);
        return anchorTime + elapsed;
    }

    /** Who must think again when the clock has changed, because a {@link #timeOf} may be another one now. */
    void onChange(Runnable listener) {
        onChange = listener;
    }

    /** The clock of a process that starts: readings of before have nothing to do with those of now. The rate stays. */
    void beginAnew() {
        anchorTime = simulation.now();
        anchorReading = random.nextLong(LARGEST_ORIGIN);
        shown = anchorReading;
    }

    /**
     * The clock goes fast or slow from now on.
     *
     * @param partsPerMillion microseconds that it gains in a second, negative when it loses; from -900 000 to
     *     10 000 000
     */
    public void drift(long partsPerMillion) {
        if (partsPerMillion < -MOST_LOST || partsPerMillion > MOST_GAINED) {
            throw new IllegalArgumentException("a clock cannot drift by " + partsPerMillion
                    + " parts per million: must be from -" + MOST_LOST + " to " + MOST_GAINED);
        }
        change(beneathAt(simulation.now()), MILLION + partsPerMillion);
    }

    /** Somebody sets the clock, forward or back. */
    public void jump(Duration by) {
        change(beneathAt(simulation.now()) + by.toNanos(), rate);
    }

    /** The clock stands still until it is told to go again, by {@link #drift} or {@link #goWell}. */
    public void freeze() {
        change(beneathAt(simulation.now()), 0);
    }

    /**
     * The clock is set forward and back by turns, until {@link #goWell}.
     *
     * @param by how far
     * @param every how long it stays so each time, positive
     */
    public void strobe(Duration by, Duration every) {
        if (!every.isPositive()) {
            throw new IllegalArgumentException("a clock cannot be set every " + every + ": must be positive");
        }
        strobes++;
        strobe(by, every, strobes);
    }

    private void strobe(Duration by, Duration every, long number) {
        if (number == strobes) {
            jump(by);
            simulation.schedule(every.toNanos(), () -> strobe(by.negated(), every, number));
        }
    }

    /** The clock goes at the true rate again, from what it shows now. */
    public void goWell() {
        strobes++;
        change(nanoTime(), MILLION);
    }

    private void change(long reading, long newRate) {
        shown = nanoTime();
        anchorTime = simulation.now();
        anchorReading = reading;
        rate = newRate;
        onChange.run();
    }
}

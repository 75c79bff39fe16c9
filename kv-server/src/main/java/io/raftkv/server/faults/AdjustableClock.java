package io.raftkv.server.faults;

import java.util.function.LongSupplier;

/**
 * A monotonic clock that can be set, stopped, and made to go fast or slow. Any thread may use it.
 *
 * <p>Beneath it lies a clock that is set to and fro; what is read is the highest value which that one has ever had. So a clock that is
 * set back stands still until the other has come back to where it was.
 */
public final class AdjustableClock implements LongSupplier {

    /** The slowest a clock may go, in millionths of a second that it gains in a second. */
    public static final long MOST_LOST = -1_000_000;

    /** The fastest. */
    public static final long MOST_GAINED = 10_000_000;

    private static final double MILLION = 1_000_000;

    private final LongSupplier real;
    private long anchorReal;
    private long anchorReading;
    private double rate = 1;
    private long shown;

    /** Goes as {@code real} does, nanoseconds, until it is told otherwise. */
    public AdjustableClock(LongSupplier real) {
        this.real = real;
        this.anchorReal = real.getAsLong();
        this.anchorReading = anchorReal;
        this.shown = anchorReal;
    }

    @Override
    public synchronized long getAsLong() {
        shown = Math.max(shown, beneath());
        return shown;
    }

    /** Sets it forward, or back by a negative number of nanoseconds. */
    public synchronized void jump(long nanos) {
        change(beneath() + nanos, rate);
    }

    /**
     * Makes it go at another rate from now on.
     *
     * @param partsPerMillion microseconds that it gains in a second, {@link #MOST_LOST} (it stands still) to {@link #MOST_GAINED}
     * @throws IllegalArgumentException when it is out of that range
     */
    public synchronized void drift(long partsPerMillion) {
        if (partsPerMillion < MOST_LOST || partsPerMillion > MOST_GAINED) {
            throw new IllegalArgumentException("a drift of " + partsPerMillion + " parts per million: must be from "
                    + MOST_LOST + " to " + MOST_GAINED);
        }
        change(beneath(), 1 + partsPerMillion / MILLION);
    }

    /** It goes well again, from what it shows now. */
    public synchronized void goWell() {
        change(getAsLong(), 1);
    }

    private void change(long reading, double newRate) {
        shown = getAsLong();
        anchorReal = real.getAsLong();
        anchorReading = reading;
        rate = newRate;
    }

    private long beneath() {
        long elapsed = real.getAsLong() - anchorReal;
        return anchorReading + (rate == 1 ? elapsed : (long) (elapsed * rate));
    }
}

package io.raftkv.raft.scenario;

import io.raftkv.raft.sim.Simulation;

/** The monotonic clock of one server. It shows the time of the play, unless it is made to go faster or slower. */
public final class Clock {

    private final Simulation simulation;
    private final Runnable onChange;
    private long anchorTime;
    private long anchorReading;
    private double rate = 1;

    Clock(Simulation simulation, Runnable onChange) {
        this.simulation = simulation;
        this.onChange = onChange;
    }

    /** What it shows, in nanoseconds. */
    public long nanoTime() {
        return anchorReading + (long) ((simulation.now() - anchorTime) * rate);
    }

    /**
     * Goes on at another rate from now.
     *
     * @param newRate seconds that it shows for a second of the play: 1 for a good clock, 0 for one that stands still
     */
    public void goAt(double newRate) {
        anchorReading = nanoTime();
        anchorTime = simulation.now();
        rate = newRate;
        onChange.run();
    }

    /** How long it takes, in nanoseconds of the play, until the clock shows {@code reading}; 0 when it does. */
    long nanosUntil(long reading) {
        return (long) Math.ceil(Math.max(0, reading - nanoTime()) / rate); // the largest number when it stands still
    }
}

package io.raftkv.raft.sim;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Virtual time: a queue of events, worked off one after the other on the calling thread. Everything random in a simulated
 * world comes from here, so the seed decides everything that happens, and the same seed makes it happen again.
 *
 * <p>Each part of the world draws from a stream of its own: one that draws more or less than before does not change what the
 * others do. Without that, a schedule of faults could not be made shorter, for each fault taken out would change the world.
 */
public final class Simulation {

    private static final long HASH_FACTOR = 0x9E37_79B9_7F4A_7C15L; // odd and without a pattern

    private final long seed;
    private final EventQueue events = new EventQueue();
    private long now;
    private long executed;

    /** A world that this seed determines. */
    public Simulation(long seed) {
        this.seed = seed;
    }

    /** The seed, for whoever wants to see the same again. */
    public long seed() {
        return seed;
    }

    /** Virtual time in nanoseconds since the simulation began. */
    public long now() {
        return now;
    }

    /**
     * A new stream of random numbers, which the seed and its name determine: two of one name are equal.
     *
     * @param name what it is for
     */
    public RandomGenerator random(String name) {
        long hash = seed;
        for (int i = 0; i < name.length(); i++) {
            hash = hash * HASH_FACTOR + name.charAt(i);
        }
        return new SplittableRandom(hash).split();
    }

    /** How many events have happened. */
    public long executedEvents() {
        return executed;
    }

    /** Makes something happen {@code delayNanos} from now; what is due at the same time happens in the order of scheduling. */
    public void schedule(long delayNanos, Runnable action) {
        events.add(now + Math.max(0, delayNanos), action);
    }

    /** Lets the next event happen, and time pass until then. Returns whether there was one. */
    public boolean step() {
        if (events.isEmpty()) {
            return false;
        }
        now = events.nextTime();
        executed++;
        events.remove().run();
        return true;
    }

    /** Lets this much time pass. */
    public void runFor(Duration duration) {
        long end = now + duration.toNanos();
        while (!events.isEmpty() && events.nextTime() <= end) {
            step();
        }
        now = end;
    }

    /**
     * Lets time pass until {@code condition} holds, at most {@code limit}.
     *
     * @return whether it holds
     */
    public boolean runUntil(BooleanSupplier condition, Duration limit) {
        long end = now + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (events.isEmpty() || events.nextTime() > end) {
                now = end;
                return condition.getAsBoolean();
            }
            step();
        }
        return true;
    }
}

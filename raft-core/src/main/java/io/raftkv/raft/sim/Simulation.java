package io.raftkv.raft.sim;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Virtual time: a queue of events, worked off one after the other on the calling thread. Everything random in a simulated
 * world is drawn from here, so the seed decides everything that happens, and the same seed makes it happen again.
 */
public final class Simulation {

    private record Event(long time, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final long seed;
    private final RandomGenerator random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long now;
    private long scheduled;
    private long executed;

    /** A world that this seed determines. */
    public Simulation(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /** The seed, for whoever wants to see the same again. */
    public long seed() {
        return seed;
    }

    /** Virtual time in nanoseconds since the simulation began. */
    public long now() {
        return now;
    }

    /** The source of all randomness. */
    public RandomGenerator random() {
        return random;
    }

    /** How many events have happened. */
    public long executedEvents() {
        return executed;
    }

    /** A random duration in nanoseconds, from {@code min} to {@code max}. */
    long between(long min, long max) {
        return min >= max ? min : random.nextLong(min, max + 1);
    }

    /** Makes something happen {@code delayNanos} from now; what is due at the same time happens in the order of scheduling. */
    public void schedule(long delayNanos, Runnable action) {
        scheduled++;
        events.add(new Event(now + Math.max(0, delayNanos), scheduled, action));
    }

    /** Lets the next event happen, and time pass until then. Returns whether there was one. */
    public boolean step() {
        Event next = events.poll();
        if (next == null) {
            return false;
        }
        now = next.time();
        executed++;
        next.action().run();
        return true;
    }

    /** Lets this much time pass. */
    public void runFor(Duration duration) {
        long end = now + duration.toNanos();
        while (!events.isEmpty() && events.peek().time() <= end) {
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
            if (events.isEmpty() || events.peek().time() > end) {
                now = end;
                return condition.getAsBoolean();
            }
            step();
        }
        return true;
    }
}

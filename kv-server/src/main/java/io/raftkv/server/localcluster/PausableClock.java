package io.raftkv.server.localcluster;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Monotonic nanoseconds that stand still while the JVM does. One thread adds up real time in steps, and a step that took
 * longer than it may, because a debugger or SIGSTOP held the JVM, counts as the longest one that is allowed. So no timer
 * runs out while somebody looks at a breakpoint: followers do not depose their leader, requests do not time out.
 *
 * <p>Runs slower than real time on a machine that is too busy to wake the thread in time; never faster.
 */
public final class PausableClock implements LongSupplier, AutoCloseable {

    /** How often the time moves: fine enough for heartbeats. */
    private static final Duration STEP = Duration.ofMillis(2);

    /** How much one step may count for: more than an ordinary delay, far less than any election timeout. */
    private static final Duration MAX_STEP = Duration.ofMillis(50);

    private final long maxStepNanos;
    private long lastReal;
    private volatile long now;
    private volatile boolean closed;

    PausableClock(long realNow, Duration maxStep) {
        this.lastReal = realNow;
        this.maxStepNanos = maxStep.toNanos();
    }

    /** A clock that runs until it is closed. */
    public static PausableClock start() {
        var clock = new PausableClock(System.nanoTime(), MAX_STEP);
        Thread.ofPlatform().name("clock").daemon().start(clock::run);
        return clock;
    }

    @Override
    public long getAsLong() {
        return now;
    }

    /** Takes notice of the real time. Called by one thread. */
    void tick(long realNow) {
        long elapsed = Math.min(realNow - lastReal, maxStepNanos);
        lastReal = realNow;
        long next = now + elapsed;
        now = next;
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(this, STEP.toNanos());
            tick(System.nanoTime());
        }
    }

    /** The clock stands still from now on. */
    @Override
    public void close() {
        closed = true;
    }
}

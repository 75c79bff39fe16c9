package io.raftkv.benchmarks.compare.failover;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When writes were acknowledged around one kill: how many in each slice of time since this was made, for two minutes. Times
 * are monotonic nanoseconds. Thread-safe.
 */
final class Acknowledgements {

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int SLICES = (int) (TimeUnit.MINUTES.toNanos(2) / SLICE_NANOS);
    private static final int SLICES_OF_A_RATE = 10;

    private final long begin;
    private final AtomicLongArray slices = new AtomicLongArray(SLICES);
    private final CompletableFuture<Long> firstAfterKill = new CompletableFuture<>();
    private volatile boolean leaderIsGone;
    private volatile long goneAt;

    /** Begins with the slice that starts at {@code begin}. */
    Acknowledgements(long begin) {
        this.begin = begin;
    }

    /** A write that began at {@code invokedAt} was acknowledged at {@code now}. */
    void acknowledged(long invokedAt, long now) {
        long slice = (now - begin) / SLICE_NANOS;
        if (slice >= 0 && slice < SLICES) {
            slices.incrementAndGet((int) slice);
        }
        if (leaderIsGone && invokedAt - goneAt >= 0) {
            firstAfterKill.complete(now);
        }
    }

    /** From {@code at} on the leader is dead, so that nobody but its successor acknowledges a write that begins then. */
    void leaderGone(long at) {
        goneAt = at;
        leaderIsGone = true;
    }

    /**
     * Waits for the first acknowledgement of a write that began after the leader was gone.
     *
     * @return when it came
     * @throws TimeoutException when none comes within {@code patience}
     */
    long awaitFirst(Duration patience) throws InterruptedException, TimeoutException {
        try {
            return firstAfterKill.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Acknowledgements per second from the beginning to {@code end}, which is at least one slice later. */
    double perSecondUntil(long end) {
        int last = (int) ((end - begin) / SLICE_NANOS);
        return count(0, last) / (last * SLICE_NANOS / 1e9);
    }

    /**
     * How long after {@code killedAt} the first tenth of a second ends that saw half of {@code perSecond}.
     *
     * @return milliseconds, {@link Double#NaN} when there is no such tenth yet
     */
    double millisUntilHalf(long killedAt, double perSecond) {
        double wanted = perSecond / 2 * SLICES_OF_A_RATE * SLICE_NANOS / 1e9;
        int afterKill = (int) ((killedAt - begin) / SLICE_NANOS) + 1;
        for (int first = afterKill; first + SLICES_OF_A_RATE <= SLICES; first++) {
            if (count(first, first + SLICES_OF_A_RATE) >= wanted) {
                return (begin + (first + SLICES_OF_A_RATE) * SLICE_NANOS - killedAt) / 1e6;
            }
        }
        return Double.NaN;
    }

    private long count(int from, int to) {
        long count = 0;
        for (int slice = from; slice < to; slice++) {
            count += slices.get(slice);
        }
        return count;
    }
}

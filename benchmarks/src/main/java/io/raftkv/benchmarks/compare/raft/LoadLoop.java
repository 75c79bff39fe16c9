package io.raftkv.benchmarks.compare.raft;

import io.raftkv.benchmarks.compare.Measurement;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Load on a leader in the same JVM, and what came of it. In the closed loop whoever answers a proposal makes the next one, so
 * that no library pays for a wake-up of the generator. In the open loop proposals are due at fixed times whatever the answers
 * do, and a latency counts from when the proposal was due, not from when it could be made (coordinated omission).
 *
 * <p>Payloads are random bytes, which nobody can compress; all proposals of a measurement share one buffer.
 */
final class LoadLoop implements AutoCloseable {

    private static final long MAX_LATENCY_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long ANSWER_WITHIN_SECONDS = 60;
    private static final long RETRY_AFTER_MILLIS = 10;

    /** How many proposals of the open loop wait for their answers at most: fewer than any library here refuses. */
    private static final int MAX_OUTSTANDING = 8 << 10;

    private final Contender contender;
    private final ScheduledExecutorService afterFailure = Executors.newSingleThreadScheduledExecutor();

    LoadLoop(Contender contender) {
        this.contender = contender;
    }

    /**
     * Keeps {@code window} proposals outstanding.
     *
     * @throws IllegalStateException when an answer is missing a minute after the end
     */
    Measurement closed(int window, int payloadBytes, Duration duration) throws InterruptedException {
        var run = new Run(payloadBytes);
        long end = run.begin + duration.toNanos();
        var ended = new CountDownLatch(window);
        for (int i = 0; i < window; i++) {
            new Slot(run, end, ended).next(System.nanoTime());
        }
        if (!ended.await(duration.toSeconds() + ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS)) {
            throw missing(ended.getCount());
        }
        return run.result();
    }

    /**
     * Makes a proposal every {@code 1 / perSecond} seconds.
     *
     * @throws IllegalStateException when an answer is missing a minute after the end
     */
    Measurement open(int perSecond, int payloadBytes, Duration duration) throws InterruptedException {
        var run = new Run(payloadBytes);
        var outstanding = new Semaphore(MAX_OUTSTANDING);
        long end = run.begin + duration.toNanos();
        long count = perSecond * duration.toNanos() / TimeUnit.SECONDS.toNanos(1);
        long next = 0;
        for (long now = run.begin; next < count && now < end; now = System.nanoTime()) {
            long due = run.begin + next * TimeUnit.SECONDS.toNanos(1) / perSecond;
            if (due > now) {
                LockSupport.parkNanos(due - now);
            } else if (outstanding.tryAcquire(1, TimeUnit.MILLISECONDS)) {
                contender.propose(run.payload.duplicate(), new Due(run, due, outstanding));
                next++;
            }
        }
        if (!outstanding.tryAcquire(MAX_OUTSTANDING, ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS)) {
            throw missing(MAX_OUTSTANDING - outstanding.availablePermits());
        }
        long last = System.nanoTime();
        for (; next < count; next++) { // was never made, and so would have been answered later than now
            run.record(last - (run.begin + next * TimeUnit.SECONDS.toNanos(1) / perSecond));
        }
        return run.result();
    }

    @Override
    public void close() {
        afterFailure.shutdownNow();
    }

    private static IllegalStateException missing(long proposals) {
        return new IllegalStateException(
                proposals + " proposals have had no answer for " + ANSWER_WITHIN_SECONDS + " s: the library hangs");
    }

    /** One measurement under way. */
    private static final class Run {
        private final ByteBuffer payload;
        private final ConcurrentHistogram latencies = new ConcurrentHistogram(MAX_LATENCY_NANOS, 3);
        private final AtomicLong errors = new AtomicLong();
        private final long begin = System.nanoTime();

        Run(int payloadBytes) {
            byte[] bytes = new byte[payloadBytes];
            new Random(payloadBytes).nextBytes(bytes);
            payload = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        }

        void record(long nanos) {
            latencies.recordValue(Math.min(nanos, MAX_LATENCY_NANOS));
        }

        Measurement result() {
            return Measurement.of(latencies, errors.get(), System.nanoTime() - begin);
        }
    }

    /** One of the proposals of a closed loop, made again and again. */
    private final class Slot implements Contender.Answer {
        private final Run run;
        private final long end;
        private final CountDownLatch ended;
        private long madeAt;

        Slot(Run run, long end, CountDownLatch ended) {
            this.run = run;
            this.end = end;
            this.ended = ended;
        }

        void next(long now) {
            if (now >= end) {
                ended.countDown();
                return;
            }
            madeAt = now;
            contender.propose(run.payload.duplicate(), this);
        }

        @Override
        public void applied() {
            long now = System.nanoTime();
            run.record(now - madeAt);
            next(now);
        }

        @Override
        public void failed(Throwable cause) {
            run.errors.incrementAndGet();
            var unused =
                    afterFailure.schedule(() -> next(System.nanoTime()), RETRY_AFTER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** One proposal of an open loop. */
    private record Due(Run run, long due, Semaphore outstanding) implements Contender.Answer {

        @Override
        public void applied() {
            run.record(System.nanoTime() - due);
            outstanding.release();
        }

        @Override
        public void failed(Throwable cause) {
            run.errors.incrementAndGet();
            outstanding.release();
        }
    }
}

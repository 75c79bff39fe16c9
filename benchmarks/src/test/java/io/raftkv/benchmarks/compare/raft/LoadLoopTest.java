package io.raftkv.benchmarks.compare.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoadLoopTest {

    @Test
    void closedLoopHasNeverMoreThanItsWindowOutstanding() throws InterruptedException {
        try (var contender = new Delayed(Duration.ofMillis(2));
                var load = new LoadLoop(contender)) {
            var measurement = load.closed(8, 16, Duration.ofMillis(100));

            assertThat(contender.mostOutstanding.get()).isBetween(1, 8);
            assertThat(measurement.p50()).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    @Test
    void openLoopCountsTheTimeThatAProposalWaitedToBeMade() throws InterruptedException {
        try (var contender = new Delayed(Duration.ZERO);
                var load = new LoadLoop(contender)) {
            contender.blockFirst = Duration.ofMillis(80); // and so those that were due meanwhile are late
            var measurement = load.open(1000, 16, Duration.ofMillis(100));

            assertThat(measurement.operations()).isEqualTo(100);
            assertThat(measurement.p50()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    @Test
    void failedProposalIsAnErrorAndNoOperation() throws InterruptedException {
        try (var contender = new Delayed(Duration.ZERO);
                var load = new LoadLoop(contender)) {
            contender.fail = true;
            var measurement = load.closed(1, 16, Duration.ofMillis(50));

            assertThat(measurement.errors()).isPositive();
            assertThat(measurement.operations()).isZero();
        }
    }

    /** Answers after a while. */
    private static final class Delayed implements Contender {
        private final ScheduledExecutorService answers = Executors.newSingleThreadScheduledExecutor();
        private final AtomicInteger outstanding = new AtomicInteger();
        private final AtomicInteger mostOutstanding = new AtomicInteger();
        private final Duration delay;
        private Duration blockFirst = Duration.ZERO;
        private volatile boolean fail;

        Delayed(Duration delay) {
            this.delay = delay;
        }

        @Override
        public boolean leads() {
            return true;
        }

        @Override
        public void handLeadershipTo(int member) {}

        @Override
        public void propose(ByteBuffer payload, Answer answer) {
            mostOutstanding.accumulateAndGet(outstanding.incrementAndGet(), Math::max);
            block();
            var unused = answers.schedule(() -> answer(answer), delay.toNanos(), TimeUnit.NANOSECONDS);
        }

        /** Takes the caller's time, as a library does whose queue is full. */
        private void block() {
            long until = System.nanoTime() + blockFirst.toNanos();
            blockFirst = Duration.ZERO;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
        }

        private void answer(Answer answer) {
            outstanding.decrementAndGet();
            if (fail) {
                answer.failed(new IllegalStateException("refused"));
            } else {
                answer.applied();
            }
        }

        @Override
        public void close() {
            answers.shutdownNow();
        }
    }
}

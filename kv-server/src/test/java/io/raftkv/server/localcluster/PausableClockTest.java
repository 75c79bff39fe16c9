package io.raftkv.server.localcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PausableClockTest {

    private static final Duration MAX_STEP = Duration.ofMillis(50);

    @Test
    void shortStepsCountInFull() {
        var clock = new PausableClock(millis(1_000), MAX_STEP);

        clock.tick(millis(1_010));
        clock.tick(millis(1_060));

        assertThat(clock.getAsLong()).isEqualTo(millis(60));
    }

    @Test
    void aJvmThatWasHeldForAnHourIsOneStepOlder() {
        var clock = new PausableClock(millis(1_000), MAX_STEP);

        clock.tick(millis(3_601_000));
        assertThat(clock.getAsLong()).isEqualTo(millis(50));

        clock.tick(millis(3_601_002));
        assertThat(clock.getAsLong()).isEqualTo(millis(52));
    }

    @Test
    void runsByItselfAndStandsStillOnceClosed() {
        var clock = PausableClock.start();
        await().until(() -> clock.getAsLong() > millis(10));

        clock.close();
        await().during(Duration.ofMillis(30)).atMost(Duration.ofSeconds(5)).until(() -> {
            long now = clock.getAsLong();
            Thread.onSpinWait();
            return clock.getAsLong() == now;
        });
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}

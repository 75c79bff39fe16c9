package io.raftkv.benchmarks.compare.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {

    private static final long BEGIN = -TimeUnit.SECONDS.toNanos(1);

    private final Acknowledgements acknowledgements = new Acknowledgements(BEGIN);

    @Test
    void writeThatBeganBeforeTheLeaderWasGoneDoesNotEndTheGap() throws Exception {
        acknowledgements.leaderGone(at(1_000));
        acknowledgements.acknowledged(at(999), at(1_500));
        assertThatThrownBy(() -> acknowledgements.awaitFirst(Duration.ofNanos(1)))
                .isInstanceOf(TimeoutException.class);

        acknowledgements.acknowledged(at(1_000), at(2_000));
        acknowledgements.acknowledged(at(1_000), at(2_001));
        assertThat(acknowledgements.awaitFirst(Duration.ofSeconds(1))).isEqualTo(at(2_000));
    }

    @Test
    void rateIsThatOfTheTimeBeforeTheKill() {
        every(2, 0, 1_000);
        every(1, 1_000, 2_000);

        assertThat(acknowledgements.perSecondUntil(at(1_000))).isEqualTo(500);
    }

    @Test
    void halfIsReachedAtTheEndOfTheFirstTenthOfASecondThatSawHalfOfTheWrites() {
        every(1, 0, 1_000);
        every(5, 2_000, 2_500); // a fifth of them
        every(2, 2_500, 3_000);

        assertThat(acknowledgements.millisUntilHalf(at(1_000), 1_000)).isEqualTo(1_600);
    }

    @Test
    void halfThatIsNotReachedIsUnknown() {
        every(1, 0, 1_000);
        every(3, 2_000, 3_000);

        assertThat(acknowledgements.millisUntilHalf(at(1_000), 1_000)).isNaN();
    }

    private void every(int stepMillis, int fromMillis, int toMillis) {
        for (int millis = fromMillis; millis < toMillis; millis += stepMillis) {
            acknowledgements.acknowledged(at(millis), at(millis));
        }
    }

    private static long at(int millis) {
        return BEGIN + TimeUnit.MILLISECONDS.toNanos(millis);
    }
}

package io.raftkv.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AdjustableClockTest {

    private final AtomicLong real = new AtomicLong(1_000);
    private final AdjustableClock clock = new AdjustableClock(real::get);

    @Test
    void goesAsTheRealOneUntilItIsToldOtherwise() {
        real.addAndGet(5);

        assertThat(clock.getAsLong()).isEqualTo(1_005);
    }

    @Test
    void clockThatIsSetBackStandsStillUntilTheTimeHasComeAgain() {
        real.addAndGet(100);
        assertThat(clock.getAsLong()).isEqualTo(1_100);

        clock.jump(-30);
        real.addAndGet(29);
        assertThat(clock.getAsLong()).isEqualTo(1_100);

        real.addAndGet(2);
        assertThat(clock.getAsLong()).isEqualTo(1_101);
    }

    @Test
    void clockThatWasSetForwardStaysAhead() {
        clock.jump(50);
        real.addAndGet(1);

        assertThat(clock.getAsLong()).isEqualTo(1_051);
    }

    @Test
    void clockThatDriftsGainsInProportionAndNeverGoesBack() {
        clock.drift(200_000);
        real.addAndGet(1_000);
        assertThat(clock.getAsLong()).isEqualTo(2_200);

        clock.drift(AdjustableClock.MOST_LOST);
        real.addAndGet(1_000);
        assertThat(clock.getAsLong()).isEqualTo(2_200);

        clock.goWell();
        real.addAndGet(10);
        assertThat(clock.getAsLong()).isEqualTo(2_210);
    }

    @Test
    void pageSetsTheClockAndRefusesWhatItDoesNotUnderstand() {
        var page = new ClockPage(clock);

        assertThat(page.method()).isEqualTo("POST");
        assertThat(status(page, "jump=7")).isEqualTo(200);
        assertThat(clock.getAsLong()).isEqualTo(1_007);
        assertThat(status(page, "drift=99999999999")).isEqualTo(400);
        assertThat(status(page, "jump")).isEqualTo(400);
        assertThat(status(page, "stop=1")).isEqualTo(400);
    }

    private static int status(ClockPage page, String query) {
        return page.answer(query).toCompletableFuture().join().status();
    }
}

package io.raftkv.jepsen.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.jepsen.nemesis.Moment;
import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.run.TestSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Faults that wait for what the cluster does. */
class MomentTest {

    private static final Duration SOON = Duration.ofMillis(500);
    private static final Duration BEGIN = Duration.ofSeconds(8);

    @Test
    void faultComesWhenALeaderHasBeenElected() {
        assertThat(waited("8000ms transfer-leader start transfer-leader any", "election"))
                .isBetween(Duration.ofNanos(1), SOON);
    }

    @Test
    void faultComesWhileASnapshotIsOnItsWay() {
        assertThat(waited("4000ms kill start kill S1\n8000ms kill end restart all", "snapshot"))
                .isBetween(Duration.ofNanos(1), SOON);
    }

    @Test
    void faultComesWhileTheMembersAreChanging() {
        assertThat(waited("8000ms membership start membership add-voter S4 remove S1", "membership-change"))
                .isBetween(Duration.ofNanos(1), SOON);
    }

    @Test
    void faultComesInTheEndThoughThereHasBeenNoSuchMoment() {
        assertThat(waited("", "snapshot")).isEqualTo(Moment.LONGEST_WAIT);
    }

    @Test
    void momentThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> Schedule.parse("1ms@noon kill start kill all"))
                .hasMessage("line 1: 'noon' must be election, snapshot or membership-change");
    }

    /** How long after the eighth second a pause began that waited from then on. */
    private static Duration waited(String before, String moment) {
        var schedule =
                Schedule.parse(before + "\n8000ms@" + moment + " pause start pause S2\n11000ms pause end resume all");
        assertThat(Schedule.parse(schedule.toString())).isEqualTo(schedule);
        var result =
                SimulatedWorld.run(TestSpec.of("set", "none", 1).time(Duration.ofSeconds(15)), schedule, Build.CORRECT);
        assertThat(result.isGood()).as("%s", result.findings()).isTrue();
        long at = result.history().events().stream()
                .filter(event -> event.isNemesis() && event.function().equals("pause"))
                .findFirst()
                .orElseThrow()
                .timeNanos();
        return Duration.ofNanos(at).minus(BEGIN);
    }
}

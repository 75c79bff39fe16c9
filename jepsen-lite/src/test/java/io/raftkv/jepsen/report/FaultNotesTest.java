package io.raftkv.jepsen.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.jepsen.history.Event;
import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.run.Recorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The many ways in which histories tell of faults. */
class FaultNotesTest {

    private final List<Event> events = new ArrayList<>();

    @Test
    void mapsPairByTheLineOfTheSchedule() {
        at(10, "kill", Map.of("phase", "start", "fault", "kill S1", "servers", List.of("S1")));
        at(20, "kill", Map.of("phase", "start", "fault", "kill S2", "servers", List.of("S2")));
        at(30, "kill", Map.of("phase", "end", "fault", "kill S1", "servers", List.of("S1")));
        at(40, "kill", Map.of("phase", "end", "fault", "kill S2", "servers", List.of("S2")));

        assertThat(faults()).containsExactly(new Fault("kill", "S1", 10, 30), new Fault("kill", "S2", 20, 40));
    }

    @Test
    void textsPairByTheirTarget() {
        at(10, "pause", "start S1");
        at(20, "pause", "start: S2, S3");
        at(30, "pause", "end S2, S3");
        at(40, "pause", "end S1");

        assertThat(faults()).containsExactly(new Fault("pause", "S1", 10, 40), new Fault("pause", "S2, S3", 20, 30));
    }

    @Test
    void endWithoutATargetEndsAllOfTheName() {
        at(10, "pause", "start S1");
        at(20, "pause", "start S2");
        at(30, "pause", "end");

        assertThat(faults()).containsExactly(new Fault("pause", "S1", 10, 30), new Fault("pause", "S2", 20, 30));
    }

    @Test
    void endThatCallsItsTargetDifferentlyEndsTheOldest() {
        at(10, "partition-one", "start leader");
        at(20, "partition-one", "end S3");

        assertThat(faults()).containsExactly(new Fault("partition-one", "leader", 10, 20));
    }

    @Test
    void healingEndsEverythingAndIsAMoment() {
        at(10, "pause", "start S1");
        at(20, "heal", Map.of("phase", "healed"));
        at(90, "other", "x");

        assertThat(faults()).contains(new Fault("pause", "S1", 10, 20), new Fault("heal", "", 20, 20));
    }

    @Test
    void healingOfOurOwnRunsEndsEverythingToo() {
        var recorder = new Recorder(() -> 20);
        recorder.healed();
        at(10, "pause", "start S1");
        events.addAll(recorder.history().events());
        at(90, "other", "x");

        assertThat(faults()).contains(new Fault("pause", "S1", 10, 20), new Fault("heal", "", 20, 20));
    }

    @Test
    void faultThatNeverEndsLastsToTheEndOfTheRun() {
        at(10, "kill", "start S1");
        at(99, "other", "x");

        assertThat(faults()).contains(new Fault("kill", "S1", 10, 99));
    }

    @Test
    void startAndEndToldTwiceAreOneFault() {
        at(10, "start-partition", null);
        at(12, "start-partition", null);
        at(20, "stop-partition", null);
        at(22, "stop-partition", null);

        assertThat(faults()).containsExactly(new Fault("partition", "", 10, 20));
    }

    @Test
    void endWithoutAStartWasInForceFromTheBeginning() {
        at(10, "kill", "end S1");

        assertThat(faults()).containsExactly(new Fault("kill", "S1", 0, 10));
    }

    @Test
    void whatHasNoEffectOrIsNotUnderstoodIsAMoment() {
        at(10, "transfer-leader", Map.of("phase", "no-effect", "servers", List.of("S1")));
        at(20, "compact", 17L);
        at(30, "snapshot-now", null);

        assertThat(faults())
                .containsExactly(
                        new Fault("transfer-leader", "S1 (no-effect)", 10, 10),
                        new Fault("compact", "17", 20, 20),
                        new Fault("snapshot-now", "", 30, 30));
    }

    private void at(long time, String function, Object value) {
        events.add(new Event(time, Event.NEMESIS, EventType.INFO, function, null, value, null));
    }

    private List<Fault> faults() {
        return Run.of(new History(events)).faults();
    }
}

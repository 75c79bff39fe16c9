package io.raftkv.jepsen.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.jepsen.history.Event;
import io.raftkv.jepsen.nemesis.Moment;
import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.nemesis.Step;
import io.raftkv.jepsen.run.TestResult;
import io.raftkv.jepsen.run.TestSpec;
import io.raftkv.raft.sim.Fault;
import io.raftkv.raft.sim.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Faults wait for what real servers do, as they do in the simulation. */
class MomentsOfProcessesIT {

    private static final TestSpec USUAL = TestSpec.of("set", "none", 1).time(Duration.ofSeconds(12));
    private static final Fault PAUSE = new Fault.Pause(Target.Group.LEADERS);
    private static final Fault RESUME = new Fault.Resume(Target.Group.ALL);
    private static final Fault NEXT_LEADER = new Fault.TransferLeadership(0);

    @Test
    void faultsComeWhenALeaderHasBeenElected() {
        var steps = new ArrayList<Step>();
        for (int second = 2;
                second <= 8;
                second += 3) { // more than one, as a busy machine may be late with an election
            steps.add(at(1_000 * second, Moment.ELECTION, "pause", PAUSE));
            steps.add(at(1_000 * second + 100, Moment.AT_ONCE, "transfer-leader", NEXT_LEADER));
            steps.add(at(1_000 * second + 2_500, Moment.AT_ONCE, "resume", RESUME));
        }

        var result = ProcessWorld.run(USUAL, new Schedule(steps), ProcessOptions.USUAL, System.out::println);

        assertThat(result.isGood()).as(() -> result.findings().toString()).isTrue();
        assertThat(order(result)).containsSubsequence("transfer-leader", "pause", "resume");
        assertThat(injection(result)).containsPattern("[0-2] of 3 that waited for a moment came without it");
    }

    private static Step at(long millis, Moment moment, String nemesis, Fault fault) {
        return new Step(Duration.ofMillis(millis), moment, nemesis, Step.Phase.START, fault);
    }

    /** Of faults. */
    private static List<String> order(TestResult result) {
        return result.history().events().stream()
                .filter(Event::isNemesis)
                .map(Event::function)
                .toList();
    }

    private static String injection(TestResult result) {
        return result.findings().stream()
                .filter(finding -> finding.check().equals("injection"))
                .findFirst()
                .orElseThrow()
                .verdict()
                .explanation();
    }
}

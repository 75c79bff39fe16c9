package io.raftkv.jepsen.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.jepsen.history.Event;
import io.raftkv.jepsen.nemesis.Moment;
import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.nemesis.Step;
import io.raftkv.jepsen.run.TestResult;
import io.raftkv.jepsen.run.TestSpec;
import io.raftkv.raft.core.MembershipChange;
import io.raftkv.raft.sim.Fault;
import io.raftkv.raft.sim.SimulatedCluster;
import io.raftkv.raft.sim.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Faults wait for what real servers do, as they do in the simulation. */
class MomentsOfProcessesIT {

    private static final TestSpec USUAL = TestSpec.of("set", "none", 1).time(Duration.ofSeconds(8));
    private static final TestSpec BUSY = USUAL.time(Duration.ofSeconds(21)).clients(20, 200);
    private static final Fault PAUSE = new Fault.Pause(Target.Group.LEADERS);

    private final List<String> told = new CopyOnWriteArrayList<>();

    @Test
    void faultComesWhenALeaderHasBeenElected() {
        var result = run(
                USUAL,
                at(3_000, Moment.ELECTION, "pause", PAUSE),
                at(3_300, Moment.AT_ONCE, "transfer-leader", new Fault.TransferLeadership(0)));
        assertThat(order(result)).containsSubsequence("transfer-leader", "pause");
        assertThat(injection(result)).endsWith("0 of 1 that waited for a moment came without it");
    }

    @Test
    void faultComesWhenTheMembersHaveChanged() {
        var more = MembershipChange.of(new MembershipChange.Step.Join(4, SimulatedCluster.addressOf(4)));
        var result = run(
                USUAL,
                at(3_000, Moment.MEMBERSHIP_CHANGE, "pause", PAUSE),
                at(3_300, Moment.AT_ONCE, "membership", new Fault.Members(more)));
        assertThat(order(result)).containsSubsequence("membership", "pause");
        assertThat(injection(result)).endsWith("0 of 1 that waited for a moment came without it");
    }

    @Test
    void faultComesWhenASnapshotHasArrived() {
        // A server that is back needs a snapshot. Several faults wait for it, since it takes a busy machine a while to
        // start one.
        Target away = new Target.Server(3);
        var steps = new ArrayList<Step>();
        steps.add(at(500, Moment.AT_ONCE, "kill", new Fault.Kill(away)));
        steps.add(at(8_000, Moment.AT_ONCE, "restart", new Fault.Restart(away)));
        for (int wait = 0; wait < 6; wait++) {
            steps.add(at(7_900 + 2_000 * wait, Moment.SNAPSHOT, "heal", new Fault.HealNetwork()));
        }
        var result = run(keepingHardlyAnything(), BUSY, steps.toArray(Step[]::new));
        assertThat(injection(result)).containsPattern("[0-5] of 6 that waited for a moment came without it");
    }

    @Test
    void faultComesInTheEndThoughThereHasBeenNoSuchMomentWhichIsTold() {
        var result = run(USUAL, at(3_000, Moment.SNAPSHOT, "pause", PAUSE));
        assertThat(order(result)).contains("pause");
        assertThat(injection(result)).endsWith("1 of 1 that waited for a moment came without it");
        assertThat(told)
                .contains("'3000ms@snapshot pause start pause leaders' comes now: there was no snapshot within 2 s")
                .contains("starts 3 servers", "waits for a leader, 60 s at most");
    }

    private TestResult run(TestSpec spec, Step... steps) {
        return run(ProcessOptions.USUAL, spec, steps);
    }

    private TestResult run(ProcessOptions options, TestSpec spec, Step... steps) {
        var result = ProcessWorld.run(spec, new Schedule(List.of(steps)), options, told::add);
        assertThat(result.isGood()).as(() -> result.findings().toString()).isTrue();
        return result;
    }

    /** Servers that take a snapshot all the time. */
    private static ProcessOptions keepingHardlyAnything() {
        var usual = ProcessOptions.USUAL;
        var command = usual.program().command(List.of()).stream()
                .map(word -> word.replaceFirst("^--snapshot-count=.*", "--snapshot-count=50")
                        .replaceFirst("^--snapshot-catchup-entries=.*", "--snapshot-catchup-entries=5"))
                .toList();
        return new ProcessOptions(new Program.Foreign(command), usual.network(), usual.clocks(), usual.logs());
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

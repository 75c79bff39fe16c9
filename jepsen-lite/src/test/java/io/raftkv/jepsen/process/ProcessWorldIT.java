package io.raftkv.jepsen.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.nemesis.Step;
import io.raftkv.jepsen.process.ProcessOptions.ClockKind;
import io.raftkv.jepsen.process.ProcessOptions.NetworkKind;
import io.raftkv.jepsen.run.TestResult;
import io.raftkv.jepsen.run.TestSpec;
import io.raftkv.raft.core.MembershipChange;
import io.raftkv.raft.sim.Fault;
import io.raftkv.raft.sim.SimulatedCluster;
import io.raftkv.raft.sim.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Servers as processes keep their promises, whatever is done to them. Each run takes some ten seconds of real time. */
class ProcessWorldIT {

    private static final Duration RUN = Duration.ofSeconds(10);
    private static final Path MOUNTS = Path.of("/proc/self/mounts");
    private static final Path LOGS = Path.of("target", "process-world");

    @Test
    void registersStayLinearizableWhileServersHearDifferentMajoritiesAndClocksDriftAndProcessesDie() {
        assertGood(run("register", "majorities-ring+clock-drift+kill", ProcessOptions.USUAL));
    }

    @Test
    void elementsSurviveChangesOfMembers() {
        var replacement = MembershipChange.of(
                new MembershipChange.Step.Join(4, SimulatedCluster.addressOf(4)), new MembershipChange.Step.Remove(1));
        var step = new Step(Duration.ofSeconds(2), "membership", Step.Phase.START, new Fault.Members(replacement));
        var spec = TestSpec.of("set", "membership", 1).time(RUN);
        assertGood(ProcessWorld.run(spec, new Schedule(List.of(step)), ProcessOptions.USUAL, System.out::println));
    }

    @Test
    void aServerThatIsKilledBeforeItHasJoinedJoinsWhenItIsStartedAgain() {
        var join = MembershipChange.of(new MembershipChange.Step.Join(4, SimulatedCluster.addressOf(4)));
        var schedule = new Schedule(List.of(
                new Step(Duration.ofSeconds(2), "membership", Step.Phase.START, new Fault.Members(join)),
                new Step(Duration.ofMillis(2_001), "kill", Step.Phase.START, new Fault.Kill(new Target.Server(4))),
                new Step(Duration.ofSeconds(4), "kill", Step.Phase.END, new Fault.Restart(Target.Group.ALL))));
        var spec = TestSpec.of("set", "membership+kill", 1).time(RUN);
        assertGood(ProcessWorld.run(spec, schedule, ProcessOptions.USUAL, System.out::println));
    }

    @Test
    void partitionsByTheSystemAndClocksOfWholeProcessesBreakNothing() {
        assumeTrue(Shell.isRoot() && Shell.knows("ip") && Shell.knows("nft"), "needs root, iproute2 and nftables");
        assumeTrue(new FaketimeClocks().objection().isEmpty(), "needs libfaketime (Debian: faketime)");
        assertGood(run(
                "append",
                "partition-one+clock-jump",
                new ProcessOptions(new Program.RaftKv(), NetworkKind.NAMESPACES, ClockKind.FAKETIME, LOGS)));
    }

    @Test
    void serversWhoseDisksAreFullTakeNothingOnUntilThereIsRoomAgain() throws IOException {
        assumeTrue(
                Shell.isRootOnLinux() && Shell.knows("mount"),
                "needs root on Linux, to give each server a small disk of its own");
        String mounts = Files.readString(MOUNTS);
        Path logs = LOGS.resolve("disk-full");

        assertGood(run(
                "set",
                "disk-full",
                new ProcessOptions(new Program.RaftKv(), NetworkKind.PROXY, ClockKind.SERVER, logs)));

        assertThat(Files.readString(MOUNTS)).isEqualTo(mounts);
        var printed = new StringBuilder();
        for (String server : List.of("n1", "n2", "n3")) {
            printed.append(Files.readString(logs.resolve(server + ".log")));
        }
        assertThat(printed).contains("takes no more entries", "has room on its disk again, and takes entries");
    }

    @Test
    void foreignServersAreTestedTheSameWay() {
        assumeTrue(Shell.knows("etcd"), "needs etcd on the path (Debian: etcd-server)");
        var etcd = new Program.Foreign(List.of("etcd"));
        assertGood(run("register", "kill+pause", new ProcessOptions(etcd, NetworkKind.PROXY, ClockKind.SERVER, LOGS)));
    }

    @Test
    void whatCannotBeDoneToProcessesIsRefusedWithTheReason() {
        assertRefused("reorder", "TCP");
        assertRefused("disk-error", "--world sim");
        assertRefused("power-loss", "use kill");
        var promotion = new Fault.Members(MembershipChange.of(new MembershipChange.Step.Promote(2)));
        assertRefused(
                TestSpec.of("register", "membership", 1),
                new Schedule(List.of(new Step(Duration.ofSeconds(1), "membership", Step.Phase.START, promotion))),
                "only added and removed");
        assertNothingIsLeft();
    }

    private static void assertRefused(String nemesis, String reason) {
        var spec = TestSpec.of("register", nemesis, 1);
        assertRefused(spec, spec.schedule(), reason);
    }

    private static void assertRefused(TestSpec spec, Schedule schedule, String reason) {
        assertThatThrownBy(() -> ProcessWorld.run(spec, schedule, ProcessOptions.USUAL, System.out::println))
                .isInstanceOf(HarnessException.class)
                .hasMessageContaining(spec.nemesis() + " cannot be done here")
                .hasMessageContaining(reason);
    }

    private static TestResult run(String workload, String nemesis, ProcessOptions options) {
        var spec = TestSpec.of(workload, nemesis, 1).time(RUN);
        return ProcessWorld.run(spec, spec.schedule(), options, System.out::println);
    }

    private static void assertGood(TestResult result) {
        assertThat(result.isGood()).as(() -> result.findings().toString()).isTrue();
        assertNothingIsLeft();
    }

    private static void assertNothingIsLeft() {
        assertThat(ProcessHandle.current().descendants()).isEmpty();
    }
}

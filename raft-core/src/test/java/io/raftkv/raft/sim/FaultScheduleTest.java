package io.raftkv.raft.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.core.MembershipChange;
import io.raftkv.raft.core.MembershipChange.Step;
import io.raftkv.raft.sim.Fault.ClientLinks.Way;
import io.raftkv.raft.sim.FaultSchedule.Timed;
import io.raftkv.raft.sim.RandomFaults.Subject;
import io.raftkv.raft.sim.Target.Group;
import io.raftkv.raft.sim.Target.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Schedules of faults are data: written, read, and made as short as can be. */
class FaultScheduleTest {

    private static final LinkConditions BAD = LinkConditions.GOOD
            .withDelays(Duration.ofNanos(1), Duration.ofMillis(150))
            .withLoss(20)
            .withDuplicates(3)
            .withBytesPerSecond(4096);

    /** One of each, as they are written. */
    private static final List<Timed> EXAMPLES = List.of(
            at(0, new Fault.PowerLoss(new Server(2))),
            at(1, new Fault.Kill(Group.LEADERS)),
            at(2, new Fault.Restart(Group.ALL)),
            at(3, new Fault.Pause(new Server(1))),
            at(4, new Fault.Resume(new Server(1))),
            at(5, new Fault.Partition(PartitionKind.PARTITION_ONE, List.of(Group.LEADERS))),
            at(6, new Fault.Partition(PartitionKind.MAJORITIES_RING, List.of(new Server(3), new Server(1)))),
            at(7, new Fault.Flapping(Duration.ofMillis(20), PartitionKind.PRIMARIES, List.of())),
            at(8, new Fault.Links(BAD)),
            at(9, new Fault.OneLink(new Link(1, 2), LinkConditions.GOOD)),
            at(10, new Fault.HealNetwork()),
            at(11, new Fault.ClockDrift(new Server(1), -50_000)),
            at(12, new Fault.ClockJump(Group.ALL, Duration.ofHours(-1))),
            at(13, new Fault.ClockFreeze(new Server(1))),
            at(14, new Fault.ClockStrobe(new Server(1), Duration.ofMillis(200), Duration.ofMillis(50))),
            at(15, new Fault.HealClock(Group.ALL)),
            at(16, new Fault.DiskSlow(new Server(1), Duration.ofNanos(1_500_000))),
            at(17, new Fault.DiskFull(new Server(1), 4096)),
            at(18, new Fault.DiskErrorOnce(new Server(1))),
            at(19, new Fault.DiskError(new Server(1))),
            at(20, new Fault.DiskLie(new Server(1))),
            at(21, new Fault.DiskCorrupt(new Server(1), "log/")),
            at(22, new Fault.HealDisk(new Server(1))),
            at(23, new Fault.Members(MembershipChange.of(new Step.Join(4, "S4"), new Step.Remove(1)))),
            at(
                    24,
                    new Fault.Members(
                            MembershipChange.of(new Step.AddLearner(5, "S5")).forced())),
            at(25, new Fault.TransferLeadership(0)),
            at(26, new Fault.TransferLeadership(3)),
            at(27, new Fault.TornWrite(Group.LEADERS)),
            at(28, new Fault.Rebuild(new Server(2))),
            at(29, new Fault.SnapshotNow(Group.ALL)),
            at(30, new Fault.Compact(100)),
            at(31, new Fault.Defragment(new Server(2), Duration.ofMillis(250))),
            at(32, new Fault.Overload(2000)),
            at(33, new Fault.ClientLinks(0, Way.ANSWERS, Duration.ZERO, 100)),
            at(34, new Fault.ClientLinks(2, Way.BOTH, Duration.ofMillis(1500), 5)),
            at(35, new Fault.HealClients()));

    private static final String WRITTEN = """
            0ms power-loss S2
            1ms kill leaders
            2ms restart all
            3ms pause S1
            4ms resume S1
            5ms partition-one leaders
            6ms majorities-ring S3 S1
            7ms flapping 20ms primaries
            8ms links delay 0.000001ms 150ms loss 20 duplicates 3 bytes/s 4096
            9ms link S1 S2 delay 0.1ms 0.5ms loss 0 duplicates 0 bytes/s any
            10ms heal-network
            11ms clock-drift S1 -50000ppm
            12ms clock-jump all -3600000ms
            13ms clock-freeze S1
            14ms clock-strobe S1 200ms 50ms
            15ms heal-clock all
            16ms disk-slow S1 1.5ms
            17ms disk-full S1 4096
            18ms disk-error-once S1
            19ms disk-error S1
            20ms disk-lie S1
            21ms disk-corrupt S1 log/
            22ms heal-disk S1
            23ms membership join S4 remove S1
            24ms membership forced add-learner S5
            25ms transfer-leader any
            26ms transfer-leader S3
            27ms torn-write leaders
            28ms rebuild S2
            29ms snapshot-now all
            30ms compact 100
            31ms defragment S2 250ms
            32ms overload 2000
            33ms client-links all answers delay 0ms loss 100
            34ms client-links C2 both delay 1500ms loss 5
            35ms heal-clients""";

    private static Timed at(long millis, Fault fault) {
        return new Timed(Duration.ofMillis(millis), fault);
    }

    @Test
    void eachFaultIsWrittenOnALineAndReadAgain() {
        var schedule = new FaultSchedule(EXAMPLES);
        assertThat(schedule).hasToString(WRITTEN);
        assertThat(FaultSchedule.parse("\n" + WRITTEN.indent(3))).isEqualTo(schedule);
        Set<Class<?>> examples = new HashSet<>();
        EXAMPLES.forEach(timed -> examples.add(timed.fault().getClass()));
        assertThat(examples).containsExactlyInAnyOrderElementsOf(kindsOf(Fault.class));
    }

    private static List<Class<?>> kindsOf(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses())
                        .flatMap(kind -> kindsOf(kind).stream())
                        .toList()
                : List.of(type);
    }

    @Test
    void whatCannotBeReadIsSaidPlainly() {
        assertThatThrownBy(() -> FaultSchedule.parse("kill")).hasMessageContaining("a time and a fault");
        assertThatThrownBy(() -> FaultSchedule.parse("1 kill S1")).hasMessageContaining("must end with ms");
        assertThatThrownBy(() -> Fault.parse("hill S1")).hasMessage("there is no fault 'hill'");
        assertThatThrownBy(() -> Fault.parse("kill")).hasMessage("'kill' is not complete");
        assertThatThrownBy(() -> Fault.parse("kill 1")).hasMessageContaining("'1' names no server");
        assertThatThrownBy(() -> Fault.parse("kill S1 S2")).hasMessageContaining("more than it needs: S2");
        assertThatThrownBy(() -> Fault.parse("links loss 3")).hasMessageContaining("must have delay as word 2");
        assertThatThrownBy(() -> Fault.parse("flapping 1ms ring")).hasMessageContaining("no partition 'ring'");
        assertThatThrownBy(() -> Fault.parse("membership leave S1")).hasMessageContaining("'leave'");
    }

    @Test
    void randomSchedulesAreTheSameForTheSameSeedAndSurviveBeingWritten() {
        for (long seed = 1; seed <= 200; seed++) {
            FaultSchedule schedule = randomSchedule(seed);
            assertThat(randomSchedule(seed)).isEqualTo(schedule);
            assertThat(FaultSchedule.parse(schedule.toString())).isEqualTo(schedule);
        }
        assertThat(randomSchedule(1)).isNotEqualTo(randomSchedule(2));
    }

    @Test
    void randomSchedulesKeepToTheirSubjects() {
        var random = new RandomFaults(new SplittableRandom(1), 3, List.of(Subject.CLOCKS));
        assertThat(random.schedule(Duration.ofMinutes(1)).faults())
                .hasSizeGreaterThan(60)
                .allMatch(timed -> timed.fault().text().contains("clock"));
    }

    private static FaultSchedule randomSchedule(long seed) {
        return new RandomFaults(new SplittableRandom(seed), 5, Arrays.asList(Subject.values()))
                .schedule(Duration.ofSeconds(10));
    }

    @Test
    void shrinkingKeepsJustWhatIsNeededToFail() {
        for (long seed = 1; seed <= 50; seed++) {
            List<Timed> all = randomSchedule(seed).faults();
            var random = new SplittableRandom(seed);
            Set<Timed> needed = new HashSet<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                needed.add(all.get(random.nextInt(all.size())));
            }
            FaultSchedule least =
                    new FaultSchedule(all).shrink(tried -> tried.faults().containsAll(needed));
            assertThat(least.faults())
                    .containsExactlyInAnyOrderElementsOf(needed)
                    .isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
        }
    }

    @Test
    void shrinkingTriesFewSchedulesWhenLittleIsNeeded() {
        List<Timed> all = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            all.add(at(i, new Fault.HealNetwork()));
        }
        List<FaultSchedule> tried = new ArrayList<>();
        new FaultSchedule(all).shrink(schedule -> {
            tried.add(schedule);
            return schedule.faults().contains(all.get(40));
        });
        assertThat(tried).hasSizeLessThan(20);
    }
}

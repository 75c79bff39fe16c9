package io.raftkv.raft.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What faults do to a cluster of three, and that healing undoes them. */
@ExtendWith(SilentNodes.class)
class FaultInjectorTest {

    private static final Duration A_WHILE = Duration.ofSeconds(5);

    private final Simulation simulation = new Simulation(3);
    private final SimulatedCluster<Long> cluster =
            new SimulatedCluster<>(simulation, 3, new Trace(10_000), (server, disk) -> new Journal());
    private final FaultInjector injector = new FaultInjector(simulation, cluster);
    private long leader;

    @BeforeEach
    void elect() {
        assertThat(simulation.runUntil(() -> cluster.leaders().size() == 1, A_WHILE))
                .isTrue();
        leader = cluster.leaders().getFirst();
        assertThat(commits()).isTrue();
    }

    @AfterEach
    void healedClusterWorks() {
        injector.healAll();
        assertThat(commits()).isTrue();
    }

    @Test
    void serversThatAreDownStayDownUntilTheyAreRestarted() {
        inject("power-loss leaders");
        assertThat(cluster.isRunning(leader)).isFalse();
        inject("kill all");
        assertThat(cluster.ids()).noneMatch(cluster::isRunning);
        inject("kill all");
        inject("restart all");
        assertThat(cluster.ids()).allMatch(cluster::isRunning);
    }

    @Test
    void pausedLeaderIsReplacedAndLearnsOfItWhenItGoesOn() {
        inject("pause leaders");
        assertThat(simulation.runUntil(() -> cluster.leaders().size() == 2, A_WHILE))
                .isTrue();
        inject("resume all");
        assertThat(simulation.runUntil(() -> cluster.leaders().size() == 1, A_WHILE))
                .isTrue();
        assertThat(cluster.leaders()).doesNotContain(leader);
    }

    @Test
    void leaderThatIsAloneStepsDownAndIsReplaced() {
        inject("partition-one leaders");
        assertThat(simulation.runUntil(
                        () -> !cluster.leaders().isEmpty() && !cluster.leaders().contains(leader), A_WHILE))
                .isTrue();
    }

    @Test
    void leaderThatIsDeafStepsDown() {
        inject("one-way-deaf leaders");
        assertThat(simulation.runUntil(() -> !cluster.leaders().contains(leader), A_WHILE))
                .isTrue();
    }

    @Test
    void flappingLinksCarryNothingHalfOfTheTime() {
        inject("flapping 10000ms partition-one leaders");
        simulation.runFor(A_WHILE);
        assertThat(cluster.leaders()).doesNotContain(leader);
        simulation.runFor(A_WHILE);
        assertThat(cluster.trace().lines()).anyMatch(line -> line.contains("S" + leader + " ✗"));
    }

    @Test
    void serverWithAFrozenClockNeverStandsForElection() {
        inject("clock-freeze all");
        inject("power-loss leaders");
        simulation.runFor(A_WHILE);
        assertThat(cluster.leaders()).isEmpty();
        inject("heal-clock all");
        assertThat(simulation.runUntil(() -> cluster.leaders().size() == 1, A_WHILE))
                .isTrue();
    }

    @Test
    void clocksThatLeapMakeFollowersStandForElection() {
        long term = cluster.node(leader).status().term();
        inject("partition-one leaders");
        inject("clock-jump all 3600000ms");
        assertThat(simulation.runUntil(
                        () -> cluster.leaders().stream()
                                .anyMatch(id -> cluster.node(id).status().term() > term),
                        A_WHILE))
                .isTrue();
    }

    @Test
    void serverStopsWhenAForceFailsAndStaysDownUntilItsDiskWorks() {
        inject("disk-error leaders");
        assertThat(simulation.runUntil(() -> !cluster.isRunning(leader), A_WHILE))
                .isFalse();
        propose();
        assertThat(simulation.runUntil(() -> !cluster.isRunning(leader), A_WHILE))
                .isTrue();
        inject("restart all");
        assertThat(cluster.isRunning(leader)).isFalse();
        inject("heal-disk all");
        inject("restart all");
        assertThat(cluster.isRunning(leader)).isTrue();
    }

    @Test
    void slowDisksDelayWhatClientsWaitForButNotTheLeadership() {
        inject("disk-slow all 400ms");
        assertThat(commits()).isTrue(); // the first force was not foreseen
        var answer = cluster.node(leader).propose(ByteBuffer.allocate(8));
        simulation.runFor(Duration.ofMillis(400));
        assertThat(answer).isNotDone();
        simulation.runFor(A_WHILE);
        assertThat(answer).isCompleted();
        assertThat(cluster.leaders()).containsExactly(leader);
    }

    @Test
    void damagedServerRefusesToStart() {
        inject("kill S1");
        inject("disk-corrupt S1 identity");
        inject("restart S1");
        assertThat(cluster.isRunning(1)).isFalse();
        assertThat(cluster.trace().lines()).anyMatch(line -> line.contains("S1 stops: "));
        inject("disk-corrupt S1 no-such-file");
    }

    @Test
    void damagedServerThatWasRebuiltIsANewMemberInThePlaceOfTheFormerOne() {
        inject("kill S1");
        inject("rebuild S1");
        assertThat(cluster.identityOf(1)).isEqualTo(1);
        inject("disk-corrupt S1 log/");
        assertThat(cluster.isDamaged(1)).isTrue();
        inject("restart S1");
        assertThat(cluster.hasRefusedToStart(1)).isTrue();
        assertThat(cluster.trace().lines()).anyMatch(line -> line.contains("S1 stops: ") && line.contains("log/"));
        inject("rebuild all");
        assertThat(cluster.identityOf(1)).isEqualTo(1001);
        assertThat(cluster.ids()).containsExactly(1001L, 2L, 3L);
        assertThat(simulation.runUntil(() -> voters().equals(List.of(2L, 3L, 1001L)), A_WHILE.multipliedBy(2)))
                .isTrue();
        inject("kill S1");
        assertThat(cluster.isRunning(1001)).isFalse();
    }

    @Test
    void powerIsLostInTheMiddleOfAWriteAndTheServerComesBack() {
        inject("torn-write leaders");
        propose();
        assertThat(simulation.runUntil(() -> !cluster.isRunning(leader), A_WHILE))
                .isTrue();
        assertThat(cluster.disk(leader).tornWrites()).isEqualTo(1);
        inject("restart all");
        assertThat(cluster.isRunning(leader)).isTrue();
    }

    @Test
    void snapshotOnDemandCompactsTheLog() {
        for (int i = 0; i < 30; i++) {
            assertThat(commits()).isTrue();
        }
        assertThat(firstLogIndex()).isEqualTo(1);
        inject("snapshot-now all");
        assertThat(simulation.runUntil(() -> firstLogIndex() > 1, A_WHILE)).isTrue();
    }

    private long firstLogIndex() {
        return cluster.node(leader).raft().log().firstIndex();
    }

    @Test
    void serverJoinsAndAnotherOneLeaves() {
        inject("membership join S4");
        simulation.runFor(A_WHILE);
        assertThat(voters()).containsExactly(1L, 2L, 3L, 4L);
        inject("membership remove S" + leader);
        assertThat(simulation.runUntil(
                        () -> cluster.leaders().size() == 1 && voters().size() == 3 && !voters().contains(leader),
                        A_WHILE))
                .isTrue();
    }

    @Test
    void leadershipIsHandedOver() {
        inject("transfer-leader any");
        assertThat(simulation.runUntil(
                        () -> cluster.leaders().size() == 1
                                && !cluster.leaders().contains(leader),
                        A_WHILE))
                .isTrue();
    }

    private void inject(String fault) {
        injector.inject(Fault.parse(fault));
    }

    private void propose() {
        long server = cluster.leaders().getFirst();
        cluster.node(server).propose(ByteBuffer.allocate(8));
    }

    /** Whether a command is committed within a while, wherever it is proposed. */
    private boolean commits() {
        long before = lastCommitIndex();
        if (!simulation.runUntil(() -> !cluster.leaders().isEmpty(), A_WHILE)) {
            return false;
        }
        propose();
        return simulation.runUntil(() -> lastCommitIndex() > before, A_WHILE);
    }

    private long lastCommitIndex() {
        return cluster.ids().stream()
                .filter(cluster::isRunning)
                .mapToLong(id -> cluster.node(id).raft().log().commitIndex())
                .max()
                .orElse(0);
    }

    private List<Long> voters() {
        return cluster.leaders().isEmpty()
                ? List.of()
                : cluster.node(cluster.leaders().getFirst())
                        .raft()
                        .configuration()
                        .voters();
    }
}

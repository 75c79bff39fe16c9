package io.raftkv.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An upgrade as operators do it: each server in turn is stopped with SIGTERM and started again, while clients write. */
class RollingRestartIT {

    private static final int WRITERS = 4;
    private static final int WRITES_BETWEEN = 200;

    @RegisterExtension
    final ServerProcesses processes = new ServerProcesses();

    @Test
    @Timeout(120)
    void stoppingAFollowerLeavesNoWriteWithoutAnAnswerAndTheLeaderAtMostThoseUnderWay() {
        try (var cluster = TestCluster.start(processes);
                var writers = SteadyWriters.start(WRITERS, cluster.endpoints())) {
            for (var member : cluster.members()) {
                var phase = writers.begin("restart " + member.name());
                awaitWrites(phase);
                boolean hadToHandOver = cluster.awaitLeader().equals(member);
                assertThat(cluster.stop(member)).isZero();
                cluster.start(member);
                cluster.awaitCaughtUp();
                awaitWrites(phase);
                System.out.println("restart " + member.name() + ": " + phase);
                // What other members had forwarded to the former leader has an outcome that they do not know.
                assertThat(phase.failures()).as(phase.toString()).isLessThanOrEqualTo(hadToHandOver ? WRITERS : 0);
            }
            writers.stop();
        }
    }

    private static void awaitWrites(SteadyWriters.Phase phase) {
        long target = phase.writes() + WRITES_BETWEEN;
        await(target + " writes").atMost(ServerProcess.PATIENCE).until(() -> phase.writes() >= target);
    }
}

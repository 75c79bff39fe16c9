package io.raftkv.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.raftkv.server.process.history.Action;
import io.raftkv.server.process.history.History;
import io.raftkv.server.process.history.Operation;
import io.raftkv.server.process.history.Outcome;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The promise that everything else stands on, held against real processes: whoever kills the leader again and again
 * loses no acknowledged write and sees no stale value.
 */
class LeaderKillIT {

    private static final int CLIENTS = 16;
    private static final int KILLS = 3;
    private static final List<String> KEYS = List.of("k0", "k1", "k2", "k3", "k4");

    /** How long clients work at least, and so how far apart the kills are at least. */
    private static final Duration RUN = Duration.ofSeconds(20);

    /** How many writes have to be acknowledged before something is killed, and while it is gone. */
    private static final int WRITES_BETWEEN = 100;

    @RegisterExtension
    final ServerProcesses processes = new ServerProcesses();

    private final History history = new History();

    @Test
    @Timeout(300)
    void killedLeadersLoseNoAcknowledgedWriteAndShowNoStaleValue() {
        try (var cluster = TestCluster.start(processes)) {
            try (var clients = RecordingClients.start(CLIENTS, cluster.endpoints(), KEYS, history)) {
                long start = System.nanoTime();
                for (int kill = 1; kill <= KILLS; kill++) {
                    awaitWrites(clients, start + kill * RUN.toNanos() / (KILLS + 1));
                    killLeaderAndRestartIt(cluster, clients);
                }
                awaitWrites(clients, start + RUN.toNanos());
                clients.stop();
            }
            reportWhatWasDone(KeptPromises.check(cluster, history, KEYS));
        }
    }

    /** The killed server stays away until the others have gone on without it. */
    private void killLeaderAndRestartIt(TestCluster cluster, RecordingClients clients) {
        cluster.awaitCaughtUp();
        var leader = cluster.awaitLeader();
        cluster.kill(leader);
        awaitWrites(clients, System.nanoTime());
        assertThat(cluster.awaitLeader()).isNotEqualTo(leader);
        cluster.start(leader);
        cluster.awaitCaughtUp();
    }

    /** Waits for acknowledged writes that were begun after this was called, and for a time. */
    private void awaitWrites(RecordingClients clients, long notBefore) {
        long begin = System.nanoTime();
        await(WRITES_BETWEEN + " acknowledged writes")
                .atMost(ServerProcess.PATIENCE)
                .until(() -> {
                    clients.requireRunning();
                    return System.nanoTime() - notBefore >= 0
                            && history.operations().stream()
                                            .filter(operation ->
                                                    operation.isAcknowledgedWrite() && operation.invokedAt() > begin)
                                            .count()
                                    >= WRITES_BETWEEN;
                });
    }

    /** A run in which hardly anything happened has shown nothing. */
    private static void reportWhatWasDone(List<Operation> operations) {
        long reads = count(operations, Action.Read.class, Outcome.Saw.class);
        long puts = count(operations, Action.Put.class, Outcome.Wrote.class);
        long swaps = count(operations, Action.CompareAndSwap.class, Outcome.Wrote.class);
        long refusedSwaps = count(operations, Action.CompareAndSwap.class, Outcome.Saw.class);
        long unknown = operations.stream().filter(Operation::isUnknown).count();
        System.out.printf(
                "%d kills: %d reads, %d puts, %d swaps, %d refused swaps, %d writes of unknown outcome; longest %.1f s%n",
                KILLS, reads, puts, swaps, refusedSwaps, unknown, longestSeconds(operations));
        assertThat(reads).isGreaterThan(2 * WRITES_BETWEEN);
        assertThat(puts).isGreaterThan(2 * WRITES_BETWEEN);
        assertThat(swaps).isGreaterThan(WRITES_BETWEEN / 2);
    }

    private static long count(
            List<Operation> operations, Class<? extends Action> action, Class<? extends Outcome> outcome) {
        return operations.stream()
                .filter(operation -> action.isInstance(operation.action()) && outcome.isInstance(operation.outcome()))
                .count();
    }

    private static double longestSeconds(List<Operation> operations) {
        return operations.stream()
                        .filter(operation -> !operation.isUnknown())
                        .max(Comparator.comparingLong(operation -> operation.returnedAt() - operation.invokedAt()))
                        .map(operation -> operation.returnedAt() - operation.invokedAt())
                        .orElse(0L)
                / 1e9;
    }
}

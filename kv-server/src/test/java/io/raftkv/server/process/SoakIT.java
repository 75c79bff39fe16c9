package io.raftkv.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.raftkv.server.process.history.History;
import io.raftkv.server.process.history.Operation;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Servers that are killed, paused and started again at random, one at a time, while clients write and read, and that compact
 * their logs so often that those who come back need snapshots. Half a minute here; {@code -Draftkv.soak.seconds=600
 * -Draftkv.soak.seed=N} for a longer run.
 */
class SoakIT {

    private static final int CLIENTS = 8;
    private static final List<String> KEYS =
            IntStream.range(0, 20).mapToObj(i -> "key-" + i).toList();
    private static final Duration RUN = Duration.ofSeconds(Long.getLong("raftkv.soak.seconds", 30));
    private static final long SEED = Long.getLong("raftkv.soak.seed", 1);

    /** How many writes must be acknowledged between two faults, and during one. */
    private static final int WRITES_BETWEEN = 100;

    @RegisterExtension
    final ServerProcesses processes = new ServerProcesses();

    private final History history = new History();
    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void randomKillsPausesAndRestartsBreakNoPromise() {
        try (var cluster =
                TestCluster.start(processes, List.of("--snapshot-count=200", "--snapshot-catchup-entries=50"))) {
            int faults = 0;
            try (var clients = RecordingClients.start(CLIENTS, cluster.endpoints(), KEYS, history)) {
                long end = System.nanoTime() + RUN.toNanos();
                while (System.nanoTime() < end) {
                    awaitWrites(clients);
                    oneFault(cluster, clients);
                    faults++;
                }
                clients.stop();
            }
            List<Operation> done = KeptPromises.check(cluster, history, KEYS);
            long writes = done.stream().filter(Operation::isAcknowledgedWrite).count();
            System.out.printf(
                    "soak of %d s, seed %d: %d faults, %d operations, %d acknowledged writes, %d of unknown outcome%n",
                    RUN.toSeconds(),
                    SEED,
                    faults,
                    done.size(),
                    writes,
                    done.stream().filter(Operation::isUnknown).count());
            assertThat(faults).isPositive();
        }
    }

    /** Two of three always run, so clients go on. The one that was away has caught up before the next fault. */
    private void oneFault(TestCluster cluster, RecordingClients clients) {
        TestMember leader = cluster.awaitLeader();
        TestMember victim = random.nextBoolean()
                ? leader
                : cluster.members().get(random.nextInt(cluster.members().size()));
        if (random.nextInt(3) == 0) {
            cluster.pause(victim);
            awaitWrites(clients);
            cluster.resume(victim);
        } else {
            cluster.kill(victim);
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                awaitWrites(clients);
            }
            cluster.start(victim);
        }
        cluster.awaitCaughtUp();
    }

    /** Waits for acknowledged writes that were begun after this was called. */
    private void awaitWrites(RecordingClients clients) {
        long before = acknowledged();
        await(WRITES_BETWEEN + " acknowledged writes")
                .atMost(ServerProcess.PATIENCE)
                .until(() -> {
                    clients.requireRunning();
                    return acknowledged() - before >= WRITES_BETWEEN;
                });
    }

    private long acknowledged() {
        return history.operations().stream()
                .filter(Operation::isAcknowledgedWrite)
                .count();
    }
}

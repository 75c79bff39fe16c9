package io.raftkv.raft.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * How many events of whole servers one core gets through in a second of its time. Printed for whoever works on it; machines
 * differ too much to judge.
 */
class SimulationSpeedTest {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 4;
    private static final Duration VIRTUAL_TIME = Duration.ofSeconds(20);
    private static final int CLIENTS = 8;
    private static final int COMMAND_BYTES = 100;

    /** Clients that each propose the next command when the last one is answered, at servers in turn. */
    private static final class BusyCluster {
        private final Simulation simulation;
        private final SimulatedCluster<Long> cluster;
        private long answered;

        BusyCluster(int servers) {
            simulation = new Simulation(servers);
            cluster = new SimulatedCluster<>(simulation, servers, new Trace(60), (id, disk) -> new Journal());
            for (int client = 0; client < CLIENTS; client++) {
                propose(1 + client % servers);
            }
        }

        private void propose(long server) {
            cluster.node(server).propose(ByteBuffer.allocate(COMMAND_BYTES)).thenRun(() -> {
                answered++;
                propose(server);
            });
        }
    }

    @Test
    void eventsOfBusyClustersPerSecond() {
        for (int servers = 3; servers <= 5; servers += 2) {
            for (int round = 1; round <= ROUNDS; round++) {
                var busy = new BusyCluster(servers);
                long begin = THREADS.getCurrentThreadCpuTime();
                busy.simulation.runFor(VIRTUAL_TIME);
                double seconds = (THREADS.getCurrentThreadCpuTime() - begin) / 1e9;
                System.out.printf(
                        "%d servers, round %d: %,.0f events/s, %,.0f commands/s, %,.0f times real time%n",
                        servers,
                        round,
                        busy.simulation.executedEvents() / seconds,
                        busy.answered / seconds,
                        VIRTUAL_TIME.toMillis() / 1e3 / seconds);
                assertThat(busy.answered).isPositive();
            }
        }
    }
}

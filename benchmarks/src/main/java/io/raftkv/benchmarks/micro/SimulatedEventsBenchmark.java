package io.raftkv.benchmarks.micro;

import io.raftkv.benchmarks.Count;
import io.raftkv.raft.node.InMemoryStateMachine;
import io.raftkv.raft.sim.SimulatedCluster;
import io.raftkv.raft.sim.Simulation;
import io.raftkv.raft.sim.Trace;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How fast whole servers run in the simulator on one core: loops, storage, network and the five guarantees checked after each
 * event, with eight clients that propose the next command when the last one is answered. The figures that count are the events
 * and the commands per second; one operation is ten seconds of a young cluster's virtual time, its first election included.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
@Fork(1)
public class SimulatedEventsBenchmark {

    private static final Duration VIRTUAL_TIME = Duration.ofSeconds(10);
    private static final int CLIENTS = 8;
    private static final int COMMAND_BYTES = 100;

    /** How many servers the cluster has. */
    @Param({"3", "5"})
    private int servers;

    private long seed;

    /** What happened, which the benchmark prints per second of real time. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Happened {

        /** What the simulator worked off: messages, ends of writes, timers, answers. */
        public long events;

        /** Commands that were committed, applied and answered. */
        public long commands;

        /** Counts anew in each iteration. */
        @Setup(Level.Iteration)
        public void reset() {
            events = 0;
            commands = 0;
        }
    }

    /** A whole cluster, from its first election on. */
    @Benchmark
    public long tenSecondsOfABusyCluster(Happened happened) {
        var simulation = new Simulation(++seed);
        var cluster = new SimulatedCluster<>(
                simulation, servers, new Trace(60), (server, disk) -> new InMemoryStateMachine<>(disk, new Count()));
        for (int client = 0; client < CLIENTS; client++) {
            propose(cluster, 1 + client % servers, happened);
        }
        simulation.runFor(VIRTUAL_TIME);
        happened.events += simulation.executedEvents();
        return simulation.executedEvents();
    }

    private static void propose(SimulatedCluster<Long> cluster, long server, Happened happened) {
        var unused = cluster.node(server)
                .propose(ByteBuffer.allocate(COMMAND_BYTES))
                .thenRun(() -> {
                    happened.commands++;
                    propose(cluster, server, happened);
                });
    }
}

package io.raftkv.raft.sim;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.raftkv.raft.core.Raft;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.raft.node.RaftNodeConfig;
import io.raftkv.raft.node.StateMachine;
import io.raftkv.raft.storage.StorageException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One machine of a {@link SimulatedCluster}: a disk and a clock, which stay, and now and then a running node.
 *
 * <p>A node may stop by itself when its disk has failed, lied or was damaged: that is right, and is noted. When it stops for
 * any other reason, that is an error of the program, reported as such.
 */
final class SimulatedServer<R> {

    /** A node in the world that lasts as long as it does. */
    private record Running<R>(SimulatedEnvironment environment, RaftNode<R> node) {}

    private final long id;
    private final Simulation simulation;
    private final Trace trace;
    private final SimulatedNetwork network;
    private final Consumer<Raft> check;
    private final Consumer<AssertionError> onError;
    private final RandomGenerator random;
    private final SimulatedDisk disk;
    private final SimulatedClock clock;
    private @Nullable Running<R> running;

    /** How many bits had turned over when it last started, and whether it refused to. */
    private long damagesAtStart;

    private boolean refused;

    SimulatedServer(
            long id,
            Simulation simulation,
            Trace trace,
            SimulatedNetwork network,
            Consumer<Raft> check,
            Consumer<AssertionError> onError) {
        this.id = id;
        this.simulation = simulation;
        this.trace = trace;
        this.network = network;
        this.check = check;
        this.onError = onError;
        this.random = simulation.random("S" + id);
        this.disk = new SimulatedDisk("disk of S" + id, simulation.random("disk of S" + id));
        this.clock = new SimulatedClock(simulation, simulation.random("clock of S" + id));
    }

    long id() {
        return id;
    }

    SimulatedDisk disk() {
        return disk;
    }

    SimulatedClock clock() {
        return clock;
    }

    @Nullable
    RaftNode<R> node() {
        return running == null ? null : running.node();
    }

    boolean isDamaged() {
        return refused || disk.damages() > damagesAtStart;
    }

    boolean hasRefused() {
        return refused;
    }

    /**
     * Starts a node, which must not run already, with what the disk holds. It stays down when the disk is to blame.
     *
     * @throws StorageException when the node refuses to start for any other reason
     */
    void start(RaftNodeConfig config, StateMachine<R> stateMachine) {
        note("starts");
        refused = false;
        damagesAtStart = disk.damages();
        var environment =
                new SimulatedEnvironment(simulation, random, disk, clock, network.transportOf(id), this::check);
        disk.onTornWrite(() -> endInTheMiddleOfAWrite(environment));
        long errorsBefore = disk.errors();
        try {
            var noMeters = new CompositeMeterRegistry(); // nothing stands behind it
            RaftNode<R> node = RaftNode.start(config, environment, stateMachine, noMeters);
            running = new Running<>(environment, node);
            CompletionStage<Void> failure = node.failure();
            failure.exceptionally(cause -> {
                stopped(environment, cause, errorsBefore);
                return null;
            });
        } catch (StorageException e) {
            if (!isDiskToBlame(errorsBefore)) {
                throw e;
            }
            refused = disk.damages() > 0 && disk.errors() == errorsBefore;
            endFor(e, environment);
        }
    }

    /** The server sees nothing any more, and nobody sees anything of it; what it is just doing comes to nothing. */
    private void endInTheMiddleOfAWrite(SimulatedEnvironment environment) {
        note("loses its power in the middle of a write");
        environment.end();
        simulation.schedule(0, () -> {
            if (running != null && running.environment().equals(environment)) {
                losePower();
            }
        });
    }

    private void stopped(SimulatedEnvironment environment, Throwable cause, long errorsBefore) {
        if (isDiskToBlame(errorsBefore)) {
            endFor(cause, environment);
        } else {
            onError.accept(new AssertionError("S" + id + " stopped working: " + cause.getMessage(), cause));
        }
    }

    private boolean isDiskToBlame(long errorsBefore) {
        return disk.errors() > errorsBefore || disk.isUnfaithful();
    }

    /**
     * The node has stopped by itself, and rightly. Its disk must be repaired before it can be used again, and then nothing is
     * left in memory of what could not be written to it.
     */
    private void endFor(Throwable cause, SimulatedEnvironment environment) {
        note("stops: " + cause.getMessage());
        environment.end();
        disk.losePower();
        running = null;
    }

    private void check() {
        if (running != null) {
            check.accept(running.node().raft());
        }
    }

    void losePower() {
        if (running != null) {
            note("loses its power");
            running.environment().losePower();
            running = null;
        }
    }

    void kill() {
        if (running != null) {
            note("is killed");
            running.environment().kill();
            running = null;
        }
    }

    void pause() {
        if (running != null) {
            note("is paused");
            running.environment().pause();
        }
    }

    void resume() {
        if (running != null && running.environment().isPaused()) {
            note("goes on");
            running.environment().resume();
        }
    }

    private void note(String what) {
        trace.note(simulation.now(), "S" + id + " " + what);
    }
}

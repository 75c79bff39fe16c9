package io.raftkv.raft.sim;

import io.raftkv.raft.node.Environment;
import io.raftkv.raft.node.Loop;
import io.raftkv.raft.node.LoopBody;
import io.raftkv.raft.storage.Disk;
import io.raftkv.raft.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The world of one server from its start to its end: afterwards nothing that it had begun goes on. */
final class SimulatedEnvironment implements Environment {

    private enum Life {
        RUNS,
        PAUSED,
        OVER
    }

    private static final int WAKE_UPS_PER_STALL = 200;

    private final Simulation simulation;
    private final RandomGenerator random;
    private final SimulatedDisk disk;
    private final DiskTime diskTime;
    private final SimulatedClock clock;
    private final Transport transport;
    private final Runnable afterEach;
    private final List<SimulatedLoop> loops = new ArrayList<>();
    private Life life = Life.RUNS;

    /** A new life of a server; {@code afterEach} is called after each of its events, to check what must hold. */
    SimulatedEnvironment(
            Simulation simulation,
            RandomGenerator random,
            SimulatedDisk disk,
            SimulatedClock clock,
            Transport transport,
            Runnable afterEach) {
        this.simulation = simulation;
        this.random = random;
        this.disk = disk;
        this.diskTime = new DiskTime(disk);
        this.clock = clock;
        this.transport = transport;
        this.afterEach = afterEach;
        clock.beginAnew();
        clock.onChange(this::setAlarms);
    }

    @Override
    public long nanoTime() {
        return clock.readingAt(simulation.now() + diskTime.ahead());
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Disk disk() {
        return disk;
    }

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public Loop newLoop(String name, LoopBody body) {
        var loop = new SimulatedLoop(this, simulation, body);
        loops.add(loop);
        return loop;
    }

    // For its loops.

    SimulatedClock clock() {
        return clock;
    }

    DiskTime diskTime() {
        return diskTime;
    }

    boolean isRunning() {
        return life == Life.RUNS;
    }

    void afterEach() {
        afterEach.run();
    }

    /** A thread or a disk takes a moment to come to it, 5 to 200 microseconds, and now and then it stalls, up to 50 ms. */
    long nanosToWakeUp() {
        boolean stalls = random.nextInt(WAKE_UPS_PER_STALL) == 0;
        return random.nextLong(5_000, stalls ? 50_000_000 : 200_000);
    }

    // What happens to the server.

    /** The process stands still, as after SIGSTOP; the clock and the network go on. */
    void pause() {
        if (life == Life.RUNS) {
            life = Life.PAUSED;
        }
    }

    boolean isPaused() {
        return life == Life.PAUSED;
    }

    /** The process goes on after a pause. */
    void resume() {
        if (life == Life.PAUSED) {
            life = Life.RUNS;
            setAlarms();
        }
    }

    private void setAlarms() {
        loops.forEach(SimulatedLoop::setAlarm);
    }

    /**
     * The machine loses its power at this instant. The disk may have been at work: then what was queued for it is written, but
     * not forced, and nobody learns of it.
     */
    void losePower() {
        disk.beginPowerFailure();
        finishOrNot();
        disk.losePower();
    }

    /** The process is killed at this instant. What was queued for the disk may still have been written, and even forced. */
    void kill() {
        finishOrNot();
        disk.loseProcess();
    }

    private void finishOrNot() {
        transport.close();
        if (isRunning() && random.nextBoolean()) {
            List.copyOf(loops).forEach(SimulatedLoop::runLast);
        }
        end();
    }

    /** Nothing goes on from now on. */
    void end() {
        transport.close();
        life = Life.OVER;
        clock.onChange(() -> {});
    }
}

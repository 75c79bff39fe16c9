package io.raftkv.raft.sim;

import io.raftkv.raft.node.Loop;
import io.raftkv.raft.node.LoopBody;

/**
 * A loop as a series of events. It runs a moment after it was woken, or when the server's own clock shows the time that its
 * body asked for; and not before what it asked of a slow disk would be done.
 */
final class SimulatedLoop implements Loop {

    private static final long NEVER = SimulatedClock.NEVER;

    private final SimulatedEnvironment environment;
    private final Simulation simulation;
    private final LoopBody body;
    private final Alarms alarms = new Alarms();
    private boolean open = true;

    /** When the loop notices that it was woken, in virtual time. */
    private long awakeAt = NEVER;

    /** What the body asked for, in the server's own time. */
    private long deadline = LoopBody.WHEN_WOKEN;

    /** When the disk has done what the last run asked of it, in virtual time. */
    private long diskReadyAt;

    /** Whether this loop has ever forced anything: then it is about to do so again. */
    private boolean forces;

    SimulatedLoop(SimulatedEnvironment environment, Simulation simulation, LoopBody body) {
        this.environment = environment;
        this.simulation = simulation;
        this.body = body;
    }

    @Override
    public void start() {
        wake();
    }

    @Override
    public void wake() {
        if (awakeAt == NEVER) {
            awakeAt = simulation.now() + environment.nanosToWakeUp();
            setAlarm();
        }
    }

    @Override
    public void close() {
        open = false;
    }

    /** Sets an alarm for the next run. To be called again when a clock was changed, or the server goes on after a pause. */
    void setAlarm() {
        long due = due();
        if (due < alarms.next()) {
            alarms.add(due);
            simulation.schedule(due - simulation.now(), this::ring);
        }
    }

    private long due() {
        if (!open || !environment.isRunning()) {
            return NEVER;
        }
        long byClock =
                deadline == LoopBody.WHEN_WOKEN ? NEVER : environment.clock().timeOf(deadline);
        long byDisk = awakeAt == NEVER ? NEVER : Math.max(awakeAt, diskReadyAt) + nanosToAwait();
        return Math.max(simulation.now(), Math.min(byClock, byDisk));
    }

    private long nanosToAwait() {
        return forces ? environment.diskTime().nanosPerForce() : 0;
    }

    private void ring() {
        alarms.remove();
        if (environment.clock().nanoTime() >= deadline) {
            deadline = LoopBody.WHEN_WOKEN;
            awakeAt = Math.min(awakeAt, simulation.now());
        }
        if (due() == simulation.now()) {
            runNow(nanosToAwait());
        }
        setAlarm();
    }

    private void runNow(long nanosAwaited) {
        awakeAt = NEVER;
        DiskTime diskTime = environment.diskTime();
        diskTime.begin(nanosAwaited);
        deadline = body.run(environment.nanoTime());
        diskReadyAt = simulation.now() + diskTime.end();
        forces |= diskTime.hasForced();
        environment.afterEach();
    }

    /** The server is about to die; what it has begun may just have been finished. */
    void runLast() {
        if (open) {
            runNow(0);
        }
    }
}

package io.raftkv.raft.sim;

import io.raftkv.raft.node.Environment;
import io.raftkv.raft.node.Loop;
import io.raftkv.raft.node.LoopBody;
import io.raftkv.raft.storage.Disk;
import io.raftkv.raft.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The world of one server from its start to its crash or stop: afterwards nothing that it had begun goes on. */
final class SimulatedEnvironment implements Environment {

    private final Simulation simulation;
    private final SimulatedDisk disk;
    private final Transport transport;
    private final Runnable afterEach;
    private final long clockOffset;
    private final List<SimulatedLoop> loops = new ArrayList<>();
    private boolean alive = true;

    /** A new life of a server; {@code afterEach} is called after each of its events, to check what must hold. */
    SimulatedEnvironment(Simulation simulation, SimulatedDisk disk, Transport transport, Runnable afterEach) {
        this.simulation = simulation;
        this.disk = disk;
        this.transport = transport;
        this.afterEach = afterEach;
        this.clockOffset = simulation.between(0, 1_000_000_000_000L);
    }

    @Override
    public long nanoTime() {
        return simulation.now() + clockOffset;
    }

    @Override
    public RandomGenerator random() {
        return simulation.random();
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
        var loop = new SimulatedLoop(body);
        loops.add(loop);
        return loop;
    }

    /**
     * The server dies at this instant. The disk may have been at work: then what was queued for it is written, but not
     * forced, and nobody learns of it.
     */
    void crash() {
        transport.close();
        disk.beginPowerFailure();
        if (simulation.random().nextBoolean()) {
            loops.forEach(SimulatedLoop::runOnceMore);
        }
        alive = false;
        disk.losePower();
    }

    private final class SimulatedLoop implements Loop {

        private static final long NOT_SCHEDULED = Long.MAX_VALUE;

        private final LoopBody body;
        private boolean open = true;
        private long scheduledFor = NOT_SCHEDULED;

        SimulatedLoop(LoopBody body) {
            this.body = body;
        }

        @Override
        public void start() {
            wake();
        }

        /** A thread or a disk takes a moment to come to it, 5 to 200 microseconds, and now and then it stalls, up to 50 ms. */
        @Override
        public void wake() {
            boolean stalls = simulation.random().nextInt(200) == 0;
            scheduleAt(simulation.now() + simulation.between(5_000, stalls ? 50_000_000 : 200_000));
        }

        private void scheduleAt(long time) {
            if (time < scheduledFor) {
                scheduledFor = time;
                simulation.schedule(time - simulation.now(), () -> runIfDue(time));
            }
        }

        private void runIfDue(long time) {
            if (!alive || !open || scheduledFor != time) {
                return; // dead, or an earlier run has been scheduled since, and has taken this one's place
            }
            scheduledFor = NOT_SCHEDULED;
            long deadline = body.run(nanoTime());
            if (deadline != LoopBody.WHEN_WOKEN) {
                scheduleAt(Math.max(simulation.now() + 1, deadline - clockOffset));
            }
            afterEach.run();
        }

        void runOnceMore() {
            if (open) {
                body.run(nanoTime());
                afterEach.run();
            }
        }

        @Override
        public void close() {
            open = false;
        }
    }
}

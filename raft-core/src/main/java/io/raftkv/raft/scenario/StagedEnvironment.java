package io.raftkv.raft.scenario;

import io.raftkv.raft.node.Environment;
import io.raftkv.raft.node.Loop;
import io.raftkv.raft.node.LoopBody;
import io.raftkv.raft.node.StepObserver;
import io.raftkv.raft.storage.Disk;
import io.raftkv.raft.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The world of one server from its start to its end. */
final class StagedEnvironment implements Environment {

    /** The loop that does what the disk does: holding it means holding the disk. */
    private static final String LOG_WRITER = "raft-log-writer";

    private final Backstage backstage;
    private final Clock clock;
    private final RandomGenerator random;
    private final Disk disk;
    private final StagedTransport transport;
    private final StepObserver observer;
    private final List<StagedLoop> loops = new ArrayList<>();
    private boolean suspended;
    private boolean diskHeld;

    StagedEnvironment(
            Backstage backstage,
            Clock clock,
            RandomGenerator random,
            Disk disk,
            StagedTransport transport,
            StepObserver observer) {
        this.backstage = backstage;
        this.clock = clock;
        this.random = random;
        this.disk = disk;
        this.transport = transport;
        this.observer = observer;
    }

    @Override
    public long nanoTime() {
        return clock.nanoTime();
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
    public StepObserver observer() {
        return observer;
    }

    @Override
    public Loop newLoop(String name, LoopBody body) {
        var loop = name.equals(LOG_WRITER)
                ? new StagedLoop(backstage, clock, body, () -> !suspended && !diskHeld)
                : new StagedLoop(backstage, clock, body, () -> !suspended);
        loops.add(loop);
        return loop;
    }

    void suspend() {
        suspended = true;
        transport.unplug();
    }

    void holdDisk() {
        diskHeld = true;
    }

    /** Nothing is held any more. */
    void goOn() {
        if (suspended) {
            suspended = false;
            transport.plug();
        }
        diskHeld = false;
        loops.forEach(StagedLoop::goOn);
    }

    /** The clock goes differently now. */
    void setAlarms() {
        loops.forEach(StagedLoop::setAlarm);
    }

    /** Nothing goes on from now on. */
    void end() {
        transport.close();
        loops.forEach(StagedLoop::close);
    }
}

package io.raftkv.raft.scenario;

import io.raftkv.raft.sim.Simulation;
import java.util.ArrayDeque;

/**
 * What moves everything on a stage: time, and the loops that have something to do. A server thinks infinitely fast: between two
 * moments all of its loops run until none has anything left to do.
 */
final class Backstage {

    private final Simulation simulation;
    private final Audience audience;
    private final Referee referee;
    private final ArrayDeque<StagedLoop> ready = new ArrayDeque<>();

    Backstage(long seed, Audience audience) {
        this.simulation = new Simulation(seed);
        this.audience = audience;
        this.referee = new Referee(what -> tell(new Event.Broken(now(), what)));
    }

    Simulation simulation() {
        return simulation;
    }

    Referee referee() {
        return referee;
    }

    long now() {
        return simulation.now();
    }

    void tell(Event event) {
        audience.see(event);
    }

    /** A loop has something to do. */
    void enqueue(StagedLoop loop) {
        ready.add(loop);
    }

    /** Does something now, and lets the servers think about it. */
    void act(Runnable action) {
        action.run();
        while (!ready.isEmpty()) {
            ready.removeFirst().run();
        }
    }

    /** Does something later, and lets the servers think about it. */
    void later(long nanos, Runnable action) {
        simulation.schedule(nanos, () -> act(action));
    }
}

package io.raftkv.jepsen.junit;

import io.raftkv.jepsen.sim.SimulatedRun;
import io.raftkv.jepsen.workload.Commands;
import io.raftkv.raft.sim.SimulatedCluster.StateMachines;

/**
 * Clients of a state machine of one's own.
 *
 * @param <R> what it answers
 */
public final class ClientsOf<R> {

    private final SimulatedTest test;
    private final ClusterTest settings;
    private final StateMachines<R> stateMachines;

    ClientsOf(SimulatedTest test, ClusterTest settings, StateMachines<R> stateMachines) {
        this.test = test;
        this.settings = settings;
        this.stateMachines = stateMachines;
    }

    /** They begin to propose commands as soon as time passes, and go on until the test method returns. Once in a test. */
    public void run(Commands<R> commands) {
        test.start(SimulatedRun.of(test.seed(), settings.nodes(), stateMachines, commands, test.trace()));
    }
}

package io.raftkv.jepsen.junit;

import io.raftkv.jepsen.sim.Build;
import io.raftkv.jepsen.sim.SimulatedRun;
import io.raftkv.jepsen.workload.Workload;
import io.raftkv.jepsen.workload.Workloads;

/** Clients of this project's key-value servers. */
public final class TestClients {

    private final SimulatedTest test;
    private final ClusterTest settings;

    TestClients(SimulatedTest test, ClusterTest settings) {
        this.test = test;
        this.settings = settings;
    }

    /**
     * They begin to work as soon as time passes, and go on until the test method returns. Once in a test.
     *
     * @param workload a name of {@link Workloads}, such as {@code register}
     */
    public void run(String workload) {
        run(Workloads.create(workload), Build.CORRECT);
    }

    /** The same with a workload of one's own and another build of the servers. */
    public void run(Workload workload, Build build) {
        test.start(SimulatedRun.ofKeyValueServers(test.seed(), settings.nodes(), build, workload, test.trace()));
    }
}

package io.raftkv.jepsen.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.jepsen.example.CounterTest;
import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.run.TestResult;
import io.raftkv.jepsen.sim.PlantedMistakes;
import io.raftkv.jepsen.workload.Workloads;
import io.raftkv.raft.node.InMemoryStateMachine;
import io.raftkv.raft.sim.Fault;
import io.raftkv.raft.sim.Target;
import java.io.DataInput;
import java.io.DataOutput;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Tests that fail, as they must; {@link ClusterTestExtensionTest} runs them. */
class FailingExamples {

    // Until nothing more can be left out, so that it comes to the same on a busy machine.
    @ClusterTest(seeds = 200, shrinkSeconds = 300)
    void staleReads(SimulatedTest test) {
        test.clients().run(Workloads.create("register"), PlantedMistakes.LOCAL_READS);
        test.nemesis().inject("partition-one");
        test.runFor(Duration.ofSeconds(30));
    }

    @ClusterTest(seeds = 10)
    void counterThatForgets(SimulatedTest test) {
        test.clientsOf((server, disk) -> new InMemoryStateMachine<>(disk, new Forgetful()))
                .run(new CounterTest.Additions());
        test.nemesis().inject("kill-all");
        test.runFor(Duration.ofSeconds(30));
    }

    @ClusterTest(seeds = 5)
    void expectationOfOnesOwn(SimulatedTest test) {
        test.clients().run("set");
        test.runFor(Duration.ofSeconds(5));
        test.nemesis().inject(new Fault.Kill(Target.Group.LEADERS));
        test.runFor(Duration.ofSeconds(5));
        assertThat(test.cluster().ids()).as("servers that run").allMatch(test.cluster()::isRunning);
    }

    @ClusterTest(seeds = 5)
    void nothingAtAll(SimulatedTest test) {
        assertThat(test.seed()).isPositive();
    }

    @ClusterTest(seeds = 4)
    void seedsFromTheThirdOn(SimulatedTest test) {
        test.clients().run("register");
        test.runFor(Duration.ofSeconds(5));
        assertThat(test.seed()).isLessThan(3);
    }

    @ClusterTest(world = ClusterTest.World.PROCESS, workload = "set", seconds = 3)
    void expectationOfRealServers(TestResult result) {
        assertThat(result.count(EventType.OK)).as("elements").isZero();
    }

    @ClusterTest(world = ClusterTest.World.PROCESS)
    void realServersWithoutClients() {}

    @ClusterTest(workload = "register", nemesis = "partition-one", seeds = 2)
    void expectationBesideTheAnnotation(SimulatedTest test) {
        assertThat(test.history().operations()).isEmpty();
    }

    @ClusterTest(nemesis = "partition-one", seeds = 2)
    void nemesisWithoutClients(SimulatedTest test) {
        test.clients().run("register");
    }

    /** Does not load what it has saved. */
    private static final class Forgetful implements InMemoryStateMachine.State<Long> {
        private long value;

        @Override
        public Long apply(ByteBuffer command) {
            return value += command.getLong();
        }

        @Override
        public void save(DataOutput out) {}

        @Override
        public void load(DataInput in) {}
    }
}

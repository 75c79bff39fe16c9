package io.raftkv.jepsen.junit;

import io.raftkv.jepsen.checker.Verdict;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.run.TestResult.Finding;
import io.raftkv.jepsen.sim.SimulatedRun;
import io.raftkv.raft.sim.SimulatedCluster;
import io.raftkv.raft.sim.SimulatedCluster.StateMachines;
import io.raftkv.raft.sim.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a method with {@link ClusterTest} gets: a cluster in a simulated world, for one seed. Nothing happens in it but while {@link #runFor}
 * lets time pass, which is virtual and costs hardly any real time.
 */
public final class SimulatedTest {

    private final ClusterTest settings;
    private final Variant variant;
    private final Trace trace;
    private final TestNemesis nemesis;
    private @Nullable SimulatedRun<?> run;
    private String broken = "";

    SimulatedTest(ClusterTest settings, Variant variant, Trace trace) {
        this.settings = settings;
        this.variant = variant;
        this.trace = trace;
        this.nemesis = new TestNemesis(this, variant.seed(), settings.nodes());
    }

    /** Decides whatever is drawn. */
    public long seed() {
        return variant.seed();
    }

    /** Clients of the key-value servers of this project. */
    public TestClients clients() {
        return new TestClients(this, settings);
    }

    /**
     * Clients of a state machine of one's own.
     *
     * @param stateMachines makes that of a server each time it starts, such as {@code (server, disk) -> new
     *     InMemoryStateMachine<>(disk, new Counter())}
     * @param <R> what it answers
     */
    public <R> ClientsOf<R> clientsOf(StateMachines<R> stateMachines) {
        return new ClientsOf<>(this, settings, stateMachines);
    }

    /** What goes wrong. */
    public TestNemesis nemesis() {
        return nemesis;
    }

    /**
     * The servers.
     *
     * @throws IllegalStateException before clients were started, which decides what the servers are
     */
    public SimulatedCluster<?> cluster() {
        return run().cluster();
    }

    /** What clients did and saw until now. */
    public History history() {
        return run().history();
    }

    /**
     * Lets this much virtual time pass.
     *
     * @throws AssertionError when a guarantee of Raft is broken meanwhile
     */
    public void runFor(Duration time) {
        nemesis.strikeWithin(time);
        try {
            run().pass(time);
        } catch (AssertionError e) {
            broken = String.valueOf(e.getMessage());
            throw e;
        }
    }

    /** Before the method is called. */
    void doAsTheAnnotationSays() {
        if (!settings.workload().isEmpty()) {
            clients().run(settings.workload());
            nemesis().inject(settings.nemesis());
            runFor(Duration.ofSeconds(settings.seconds()));
        } else if (!settings.nemesis().equals("none")) {
            throw new IllegalArgumentException("nemesis is '" + settings.nemesis() + "', but there is no workload: give"
                    + " both to @ClusterTest, or inject the nemesis in the method");
        }
    }

    void start(SimulatedRun<?> started) {
        if (run != null) {
            throw new IllegalStateException("the clients of this test work already; it can have no others");
        }
        run = started;
        started.startClients(settings.clients(), settings.rate(), variant.operations());
    }

    SimulatedRun<?> run() {
        if (run == null) {
            throw new IllegalStateException("there is no cluster yet: call clients().run(...) first");
        }
        return run;
    }

    Trace trace() {
        return trace;
    }

    Variant variant() {
        return variant;
    }

    /** The faults that there were. */
    Schedule schedule() {
        return run == null ? Schedule.NONE : run.schedule();
    }

    /** What is to be judged when the method has returned; with what it threw, if anything. */
    Judgement judge(@Nullable Throwable thrown) {
        var findings = new ArrayList<Finding>();
        if (thrown != null) {
            String check = broken.isEmpty() ? "the test" : Finding.GUARANTEES_OF_RAFT;
            findings.add(new Finding(check, new Verdict.Invalid(String.valueOf(thrown))));
        }
        SimulatedRun<?> started = run;
        if (started == null) {
            findings.add(new Finding("the test", new Verdict.Unknown("no clients were started: nothing was tested")));
            return new Judgement(findings, new History(List.of()), Schedule.NONE, variant);
        }
        if (thrown == null) {
            findings.addAll(afterwards(started));
        }
        findings.add(started.checked());
        return new Judgement(findings, started.history(), started.schedule(), variant);
    }

    private static List<Finding> afterwards(SimulatedRun<?> started) {
        List<Finding> findings = SimulatedRun.findings(found -> {
            found.add(new Finding("recovery", started.recover()));
            found.add(new Finding("same state", started.sameState()));
        });
        findings.add(new Finding("tested", started.tested()));
        return findings;
    }
}

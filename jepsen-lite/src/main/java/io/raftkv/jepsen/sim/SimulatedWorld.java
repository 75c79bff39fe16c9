package io.raftkv.jepsen.sim;

import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.report.Retelling;
import io.raftkv.jepsen.run.Examination;
import io.raftkv.jepsen.run.Plan;
import io.raftkv.jepsen.run.TestResult;
import io.raftkv.jepsen.run.TestResult.Finding;
import io.raftkv.jepsen.run.TestSpec;
import io.raftkv.jepsen.workload.Attempt;
import io.raftkv.jepsen.workload.Workloads;
import io.raftkv.raft.sim.Trace;
import java.util.List;

/**
 * One test of key-value servers in simulation. Whatever happens follows from its plan: the same again gives the same history, event by
 * event.
 */
public final class SimulatedWorld {

    private final Plan plan;
    private final TestSpec spec;
    private final SimulatedRun<Attempt> run;

    private SimulatedWorld(Plan plan, Build build, Trace trace) {
        this.plan = plan;
        this.spec = plan.spec();
        this.run = SimulatedRun.ofKeyValueServers(
                spec.seed(), spec.nodes(), build, Workloads.create(spec.workload()), trace);
    }

    /** Runs a test with the faults that its seed draws. */
    public static TestResult run(TestSpec spec) {
        return run(Plan.of(spec), Build.CORRECT);
    }

    /**
     * Runs a test.
     *
     * @param schedule the faults, in place of those that the seed draws
     * @param build which servers
     */
    public static TestResult run(TestSpec spec, Schedule schedule, Build build) {
        return run(Plan.of(spec, schedule), build);
    }

    /** Does exactly what was planned, with that build of the servers. */
    public static TestResult run(Plan plan, Build build) {
        return new SimulatedWorld(plan, build, SimulatedRun.usualTrace()).run();
    }

    /** Tells what the servers said to each other when exactly this was done, by doing it again. */
    public static Retelling retelling(Plan plan, Build build) {
        return (from, to) -> {
            var trace = Trace.between(from, to);
            var unused = new SimulatedWorld(plan, build, trace).run();
            return TracedMessages.rows(trace.events());
        };
    }

    private TestResult run() {
        List<Finding> findings = SimulatedRun.findings(found -> {
            run.schedule(plan.schedule());
            run.startClients(spec.clients(), spec.rate(), plan.operations());
            run.endClientsAt(spec.time());
            run.pass(spec.time());
            found.add(new Finding("recovery", run.recover()));
            found.add(new Finding("same state", run.sameState()));
        });
        findings.add(
                new Finding("test", Examination.both(run.tested(), Examination.asPlanned(plan, run.idleClients()))));
        findings.add(run.checked());
        return new TestResult(spec, plan.schedule(), run.history(), findings);
    }
}

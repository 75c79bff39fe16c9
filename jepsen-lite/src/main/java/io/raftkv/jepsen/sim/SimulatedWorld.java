package io.raftkv.jepsen.sim;

import io.raftkv.jepsen.checker.Verdict;
import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.model.UnsuitableEventException;
import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.nemesis.Step;
import io.raftkv.jepsen.run.Operations;
import io.raftkv.jepsen.run.Plan;
import io.raftkv.jepsen.run.Recorder;
import io.raftkv.jepsen.run.TestResult;
import io.raftkv.jepsen.run.TestResult.Finding;
import io.raftkv.jepsen.run.TestSpec;
import io.raftkv.jepsen.workload.Attempt;
import io.raftkv.jepsen.workload.Workload;
import io.raftkv.jepsen.workload.Workloads;
import io.raftkv.raft.sim.FaultInjector;
import io.raftkv.raft.sim.Simulation;
import io.raftkv.server.mvcc.KvHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * One test in simulation. Whatever happens follows from its plan: the same again gives the same history, event by
 * event. A world runs once.
 */
public final class SimulatedWorld {

    /** Within this time after the last fault the cluster must be available, and all its members must agree. */
    static final Duration TIME_TO_RECOVER = Duration.ofSeconds(30);

    private static final Duration SUPERVISION = Duration.ofMillis(50);
    private static final Duration TIME_FOR_FINAL_READS = Duration.ofSeconds(30);

    private final Plan plan;
    private final TestSpec spec;
    private final Schedule schedule;
    private final Simulation simulation;
    private final SimulatedServers servers;
    private final FaultInjector injector;
    private final Recorder recorder;
    private final Workload workload;
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final Set<String> struck = new LinkedHashSet<>();

    private SimulatedWorld(Plan plan, Build build) {
        this.plan = plan;
        this.spec = plan.spec();
        this.schedule = plan.schedule();
        this.simulation = new Simulation(spec.seed());
        this.servers = new SimulatedServers(simulation, spec.nodes(), build);
        this.injector = new FaultInjector(simulation, servers.cluster());
        this.recorder = new Recorder(simulation::now);
        this.workload = Workloads.create(spec.workload());
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
        return new SimulatedWorld(plan, build).run();
    }

    private TestResult run() {
        var findings = new ArrayList<Finding>();
        try {
            findings.add(new Finding("recovery", runWithFaults()));
            findings.add(new Finding("same state", sameState()));
        } catch (AssertionError broken) {
            findings.add(new Finding("guarantees of Raft", new Verdict.Invalid(String.valueOf(broken.getMessage()))));
        }
        History history = recorder.history();
        findings.add(new Finding("test", tested(history)));
        findings.add(checked(history));
        return new TestResult(spec, schedule, history, findings);
    }

    private Verdict runWithFaults() {
        schedule.steps().forEach(step -> simulation.schedule(step.at().toNanos(), () -> inject(step)));
        for (int process = 0; process < spec.clients(); process++) {
            var client =
                    new SimulatedClient(process, spec.processesPerRound(), workload, simulation, servers, recorder);
            clients.add(client);
            client.keepAsking(spec.time(), spec.rate() / (double) spec.clients(), plan.operations());
        }
        simulation.runFor(spec.time());
        injector.healAll();
        recorder.healed();
        long healedAt = simulation.now();
        if (!supervise(this::hasRecovered, TIME_TO_RECOVER)) {
            return new Verdict.Invalid(
                    TIME_TO_RECOVER.toSeconds() + " s after the last fault was put right the members had not"
                            + " agreed on a leader and one log; leaders: "
                            + servers.cluster().leaders());
        }
        double seconds = (simulation.now() - healedAt) / 1e9;
        var reader =
                new SimulatedClient(spec.clients(), spec.processesPerRound(), workload, simulation, servers, recorder);
        for (Attempt read : workload.finalReads()) {
            if (!supervise(reader.untilItSucceeds(read), TIME_FOR_FINAL_READS)) {
                return new Verdict.Invalid("a final " + read.function() + " did not succeed within "
                        + TIME_FOR_FINAL_READS.toSeconds() + " s, with every server running");
            }
        }
        return new Verdict.Valid("%.1f s after the last fault was put right all members agreed".formatted(seconds));
    }

    private void inject(Step step) {
        if (step.phase() == Step.Phase.START && TookEffect.on(servers.cluster(), step.fault())) {
            struck.add(step.nemesis());
        }
        recorder.fault(step);
        injector.inject(step.fault());
    }

    /** Lets time pass until it holds. A server that stops meanwhile, for a disk that had failed, is started again. */
    private boolean supervise(BooleanSupplier condition, Duration limit) {
        long end = simulation.now() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (simulation.now() >= end) {
                return false;
            }
            simulation.runFor(SUPERVISION);
            servers.cluster().ids().forEach(servers.cluster()::restart);
        }
        return true;
    }

    private boolean hasRecovered() {
        var cluster = servers.cluster();
        if (cluster.leaders().size() != 1 || !cluster.ids().stream().allMatch(cluster::isRunning)) {
            return false;
        }
        long committed = cluster.node(cluster.leaders().getFirst()).raft().log().commitIndex();
        return clients.stream().noneMatch(SimulatedClient::waits)
                && members().stream().allMatch(id -> {
                    var status = cluster.node(id).status();
                    return status.appliedIndex() == committed && status.lastLogIndex() == committed;
                });
    }

    /** By the configuration of the one leader. */
    private List<Long> members() {
        var cluster = servers.cluster();
        return List.copyOf(cluster.node(cluster.leaders().getFirst())
                .raft()
                .configuration()
                .members());
    }

    private Verdict sameState() {
        var hashes = new ArrayList<String>();
        Set<KvHash> different = new LinkedHashSet<>();
        if (servers.cluster().leaders().size() != 1) {
            return new Verdict.Unknown("there is no leader who says who the members are");
        }
        for (long id : members()) {
            KvHash hash = servers.hashOf(id);
            different.add(hash);
            hashes.add("S" + id + ": revision " + hash.revision() + ", hash " + Integer.toHexString(hash.hash()));
        }
        return different.size() == 1
                ? new Verdict.Valid(String.join("; ", hashes))
                : new Verdict.Invalid("the members' stores differ: " + String.join("; ", hashes));
    }

    /** Whether there was a test at all: a run in which nothing happened is not a good one. */
    private Verdict tested(History history) {
        var operations = history.operations();
        long ok = operations.stream()
                .filter(operation -> operation.outcome() == EventType.OK)
                .count();
        // Whether a client has nothing to do is for the plan to say when it names the operations.
        long idle = plan.operations() instanceof Operations.Only
                ? 0
                : clients.stream().filter(client -> client.began() == 0).count();
        var missed = schedule.steps().stream()
                .map(Step::nemesis)
                .distinct()
                .filter(name -> !struck.contains(name))
                .toList();
        if (ok == 0) {
            return new Verdict.Unknown("no operation succeeded, of " + operations.size());
        }
        if (idle > 0) {
            return new Verdict.Unknown(idle + " of " + clients.size() + " clients never began an operation");
        }
        if (!missed.isEmpty()) {
            return new Verdict.Unknown("these faults never took effect: " + String.join(", ", missed));
        }
        if (schedule.steps().isEmpty()
                && !spec.nemesis().equals("none")
                && spec.schedule().steps().isEmpty()) {
            return new Verdict.Unknown("the run is too short for a fault of " + spec.nemesis());
        }
        return new Verdict.Valid(operations.size() + " operations, " + ok + " of which succeeded, and "
                + schedule.steps().size() + " starts and ends of faults");
    }

    private Finding checked(History history) {
        var checker = workload.checker();
        try {
            return new Finding(checker.name(), checker.check(history));
        } catch (UnsuitableEventException wrong) {
            throw new IllegalStateException("the workload " + spec.workload() + " does not fit its checker", wrong);
        }
    }
}

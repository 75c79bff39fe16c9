package io.raftkv.jepsen.sim;

import io.raftkv.jepsen.checker.Verdict;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.nemesis.Step;
import io.raftkv.jepsen.run.Examination;
import io.raftkv.jepsen.run.Recorder;
import io.raftkv.jepsen.run.TestResult;
import io.raftkv.jepsen.run.TestResult.Finding;
import io.raftkv.jepsen.run.TestSpec;
import io.raftkv.jepsen.workload.Attempt;
import io.raftkv.jepsen.workload.Workload;
import io.raftkv.jepsen.workload.Workloads;
import io.raftkv.raft.sim.Fault;
import io.raftkv.raft.sim.FaultInjector;
import io.raftkv.raft.sim.Simulation;
import io.raftkv.server.mvcc.DamagedStoreException;
import io.raftkv.server.mvcc.KvHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * One test in simulation. Whatever happens follows from its spec and its schedule: the same again gives the same history, event by
 * event. A world runs once.
 */
public final class SimulatedWorld {

    /** Within this time after the last fault the cluster must be available, and all its members must agree. */
    static final Duration TIME_TO_RECOVER = Duration.ofSeconds(30);

    private static final Duration SUPERVISION = Duration.ofMillis(50);
    private static final Duration TIME_FOR_FINAL_READS = Duration.ofSeconds(30);

    private final TestSpec spec;
    private final Schedule schedule;
    private final Simulation simulation;
    private final SimulatedServers servers;
    private final FaultInjector injector;
    private final ClientNetwork clientNetwork;
    private final ServiceFaults serviceFaults;
    private final Recorder recorder;
    private final Workload workload;
    private final List<SimulatedClient> clients = new ArrayList<>();

    /** For each start of a fault of a nemesis, whether it took effect. */
    private final Map<String, List<BooleanSupplier>> strikes = new HashMap<>();

    private SimulatedWorld(TestSpec spec, Schedule schedule, Build build) {
        this.spec = spec;
        this.schedule = schedule;
        this.simulation = new Simulation(spec.seed());
        this.servers = new SimulatedServers(simulation, spec.nodes(), build);
        this.injector = new FaultInjector(simulation, servers.cluster());
        this.clientNetwork = new ClientNetwork(simulation);
        this.serviceFaults = new ServiceFaults(servers, clientNetwork, new Crowd(simulation, servers));
        this.recorder = new Recorder(simulation::now);
        this.workload = Workloads.create(spec.workload());
    }

    /** Runs a test with the faults that its seed draws. */
    public static TestResult run(TestSpec spec) {
        return run(spec, spec.schedule(), Build.CORRECT);
    }

    /**
     * Runs a test.
     *
     * @param schedule the faults, in place of those that the seed draws
     * @param build which servers
     */
    public static TestResult run(TestSpec spec, Schedule schedule, Build build) {
        return new SimulatedWorld(spec, schedule, build).run();
    }

    private TestResult run() {
        var findings = new ArrayList<Finding>();
        try {
            findings.add(new Finding("recovery", runWithFaults()));
            findings.add(new Finding("same state", sameState()));
        } catch (AssertionError broken) {
            findings.add(new Finding("guarantees of Raft", new Verdict.Invalid(String.valueOf(broken.getMessage()))));
        } catch (DamagedStoreException refused) {
            findings.add(new Finding("start", new Verdict.Invalid("a server does not start: " + refused.getMessage())));
        }
        History history = recorder.history();
        var began = clients.stream().map(SimulatedClient::began).toList();
        findings.add(Examination.tested(spec, schedule, history, began, this::hasStruck));
        findings.add(Examination.checked(workload, history));
        return new TestResult(spec, schedule, history, findings);
    }

    private Verdict runWithFaults() {
        schedule.steps()
                .forEach(step -> simulation.schedule(
                        step.at().toNanos(),
                        () -> MomentWatch.await(simulation, servers.cluster(), step.moment(), () -> inject(step))));
        for (int process = 0; process < spec.clients(); process++) {
            var client = newClient(process);
            clients.add(client);
            client.keepAsking(spec.time(), spec.rate() / (double) spec.clients());
        }
        simulation.runFor(spec.time());
        injector.healAll();
        serviceFaults.healAll();
        recorder.healed();
        long healedAt = simulation.now();
        if (!supervise(this::hasRecovered, TIME_TO_RECOVER)) {
            return new Verdict.Invalid(
                    TIME_TO_RECOVER.toSeconds() + " s after the last fault was put right the members had not"
                            + " agreed on a leader and one log; leaders: "
                            + servers.cluster().leaders());
        }
        double seconds = (simulation.now() - healedAt) / 1e9;
        var reader = newClient(spec.clients());
        for (Attempt read : workload.finalReads()) {
            if (!supervise(reader.untilItSucceeds(read), TIME_FOR_FINAL_READS)) {
                return new Verdict.Invalid("a final " + read.function() + " did not succeed within "
                        + TIME_FOR_FINAL_READS.toSeconds() + " s, with every server running");
            }
        }
        return new Verdict.Valid("%.1f s after the last fault was put right all members agreed".formatted(seconds));
    }

    private SimulatedClient newClient(int number) {
        return new SimulatedClient(number, spec.clients() + 1, workload, simulation, servers, clientNetwork, recorder);
    }

    /** No cluster survives the loss of a majority's data: what would lead to that is left out. */
    private void inject(Step step) {
        if (!AffordableDamage.isAffordable(servers.cluster(), step.fault())) {
            return;
        }
        recorder.fault(step);
        BooleanSupplier tookEffect = TookEffect.on(servers.cluster(), step.fault());
        injector.inject(step.fault());
        if (step.fault() instanceof Fault.OfService fault) {
            tookEffect = serviceFaults.inject(fault);
        }
        if (step.phase() == Step.Phase.START) {
            strikes.computeIfAbsent(step.nemesis(), name -> new ArrayList<>()).add(tookEffect);
        }
    }

    private boolean hasStruck(String nemesis) {
        return strikes.getOrDefault(nemesis, List.of()).stream().anyMatch(BooleanSupplier::getAsBoolean);
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
}

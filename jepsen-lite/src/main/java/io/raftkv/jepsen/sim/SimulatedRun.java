package io.raftkv.jepsen.sim;

import io.raftkv.jepsen.checker.Verdict;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.nemesis.Step;
import io.raftkv.jepsen.run.Examination;
import io.raftkv.jepsen.run.Operations;
import io.raftkv.jepsen.run.Recorder;
import io.raftkv.jepsen.run.TestResult.Finding;
import io.raftkv.jepsen.workload.Attempt;
import io.raftkv.jepsen.workload.Behaviour;
import io.raftkv.jepsen.workload.Command;
import io.raftkv.jepsen.workload.Invocation;
import io.raftkv.raft.sim.Fault;
import io.raftkv.raft.sim.FaultInjector;
import io.raftkv.raft.sim.Guarantees;
import io.raftkv.raft.sim.SimulatedCluster;
import io.raftkv.raft.sim.SimulatedCluster.StateMachines;
import io.raftkv.raft.sim.Simulation;
import io.raftkv.raft.sim.Trace;
import io.raftkv.server.mvcc.DamagedStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Servers, clients and faults in one simulation, step by step: clients start, faults are scheduled, time passes, everything is healed,
 * and what came of it is judged. For one thread, and one run.
 *
 * @param <A> what clients ask for
 */
public final class SimulatedRun<A extends Invocation> {

    /** Within this time after the last fault the cluster must be available, and all its members must agree. */
    static final Duration TIME_TO_RECOVER = Duration.ofSeconds(30);

    private static final int TRACE_CAPACITY = 400;
    private static final Duration SUPERVISION = Duration.ofMillis(50);
    private static final Duration TIME_FOR_FINAL_READS = Duration.ofSeconds(30);

    private final Simulation simulation;
    private final Servers<A> servers;
    private final Behaviour<A> behaviour;
    private final FaultInjector injector;
    private final Recorder recorder;
    private final List<SimulatedClient<A>> clients = new ArrayList<>();
    private final ClientNetwork clientNetwork;

    /** For each start of a fault of a nemesis, whether it took effect. */
    private final Map<String, List<BooleanSupplier>> strikes = new HashMap<>();

    private Schedule asked = Schedule.NONE;
    private long clientsEnd = Long.MAX_VALUE;

    private SimulatedRun(long seed, Function<Simulation, Servers<A>> servers, Behaviour<A> behaviour) {
        this.simulation = new Simulation(seed);
        this.servers = servers.apply(simulation);
        this.behaviour = behaviour;
        this.injector = new FaultInjector(simulation, cluster());
        this.clientNetwork = new ClientNetwork(simulation);
        this.recorder = new Recorder(simulation::now);
    }

    /** With whole key-value servers of that build. */
    public static SimulatedRun<Attempt> ofKeyValueServers(
            long seed, int nodes, Build build, Behaviour<Attempt> behaviour) {
        return ofKeyValueServers(seed, nodes, build, behaviour, usualTrace());
    }

    /** The same, watched by that trace, which changes nothing of what happens. */
    public static SimulatedRun<Attempt> ofKeyValueServers(
            long seed, int nodes, Build build, Behaviour<Attempt> behaviour, Trace trace) {
        return new SimulatedRun<>(seed, simulation -> new SimulatedServers(simulation, nodes, build, trace), behaviour);
    }

    /** With a state machine of one's own, watched by that trace. What the servers' states are is not compared. */
    public static <R> SimulatedRun<Command<R>> of(
            long seed, int nodes, StateMachines<R> stateMachines, Behaviour<Command<R>> behaviour, Trace trace) {
        return new SimulatedRun<>(
                seed, simulation -> OwnServers.of(simulation, nodes, stateMachines, trace), behaviour);
    }

    /** A trace of what happened last, to look at in a debugger. */
    public static Trace usualTrace() {
        return new Trace(TRACE_CAPACITY);
    }

    /** The servers, to look at or to do something to. */
    public SimulatedCluster<?> cluster() {
        return servers.cluster();
    }

    /** What clients did and saw until now, faults included. */
    public History history() {
        return recorder.history();
    }

    /** Every start and end of a fault that was asked for. */
    public Schedule schedule() {
        return asked;
    }

    /** Nanoseconds since the run began. */
    public long now() {
        return simulation.now();
    }

    /**
     * Clients begin to work; once in a run.
     *
     * @param count how many, at least 1
     * @param rate how many operations all of them together begin in a second, at least 1
     * @param operations which of those that are drawn they do
     */
    public void startClients(int count, int rate, Operations operations) {
        for (int number = 0; number < count; number++) {
            var client = client(number, count, cluster()::ids);
            clients.add(client);
            client.keepAsking(() -> clientsEnd, rate / (double) count, operations);
        }
    }

    /** After this moment clients begin nothing any more. */
    public void endClientsAt(Duration sinceBeginning) {
        clientsEnd = sinceBeginning.toNanos();
    }

    private SimulatedClient<A> client(int number, int count, Supplier<List<Long>> asked) {
        return new SimulatedClient<>(
                number,
                Operations.processesPerRound(count),
                behaviour,
                simulation,
                servers,
                asked,
                clientNetwork,
                recorder);
    }

    /** Faults happen when their times come, which are counted from the beginning of the run and must not have passed. */
    public void schedule(Schedule faults) {
        asked = asked.and(faults);
        for (Step step : faults.steps()) {
            simulation.schedule(
                    step.at().toNanos() - simulation.now(),
                    () -> MomentWatch.await(simulation, cluster(), step.moment(), () -> inject(step)));
        }
    }

    /** No cluster survives the loss of a majority's data: what would lead to that is left out. */
    private void inject(Step step) {
        if (!AffordableDamage.isAffordable(cluster(), step.fault())) {
            return;
        }
        recorder.fault(step);
        BooleanSupplier tookEffect = TookEffect.on(cluster(), step.fault());
        injector.inject(step.fault());
        if (step.fault() instanceof Fault.OfService fault) {
            tookEffect = injectIntoService(fault);
        }
        if (step.phase() == Step.Phase.START) {
            strikes.computeIfAbsent(step.nemesis(), name -> new ArrayList<>()).add(tookEffect);
        }
    }

    private BooleanSupplier injectIntoService(Fault.OfService fault) {
        return switch (fault) {
            case Fault.ClientLinks links -> clientNetwork.begin(links);
            case Fault.HealClients() -> {
                clientNetwork.heal();
                yield Boolean.FALSE::booleanValue;
            }
            default -> servers.inject(fault);
        };
    }

    private boolean hasStruck(String nemesis) {
        return strikes.getOrDefault(nemesis, List.of()).stream().anyMatch(BooleanSupplier::getAsBoolean);
    }

    /**
     * Lets this much time pass.
     *
     * @throws AssertionError when a guarantee of Raft is broken
     */
    public void pass(Duration time) {
        simulation.runFor(time);
    }

    /** Puts right whatever is wrong now. Faults that are scheduled still come. */
    public void heal() {
        injector.healAll();
        clientNetwork.heal();
        servers.heal();
        recorder.healed();
    }

    /**
     * What came of some course of things: what it adds itself and, when it does not get to its end since a guarantee of Raft is broken or
     * a server does not start, that.
     */
    public static List<Finding> findings(Consumer<List<Finding>> course) {
        var findings = new ArrayList<Finding>();
        try {
            course.accept(findings);
        } catch (AssertionError broken) {
            // Which guarantee it is depends on who looks first: what is lost at one server is soon missed at another.
            Set<String> kinds = broken instanceof Guarantees.Broken ? Set.of() : Set.of("a server stopped");
            findings.add(new Finding(
                    Finding.GUARANTEES_OF_RAFT,
                    new Verdict.Invalid(String.valueOf(broken.getMessage()), kinds, List.of())));
        } catch (DamagedStoreException refused) {
            findings.add(new Finding("start", new Verdict.Invalid("a server does not start: " + refused.getMessage())));
        }
        return findings;
    }

    /**
     * Puts everything right, waits until all members agree, and reads what is to be read in the end.
     *
     * @throws AssertionError when a guarantee of Raft is broken
     */
    public Verdict recover() {
        clientsEnd = Math.min(clientsEnd, simulation.now());
        heal();
        long healedAt = simulation.now();
        if (!supervise(this::hasRecovered, TIME_TO_RECOVER)) {
            return new Verdict.Invalid(
                    TIME_TO_RECOVER.toSeconds() + " s after the last fault was put right the members had not"
                            + " agreed on a leader and one log; leaders: "
                            + cluster().leaders(),
                    Set.of("no agreement"),
                    List.of());
        }
        double seconds = (simulation.now() - healedAt) / 1e9;
        // Who was removed has nothing to say.
        List<Long> members = members();
        var reader = client(clients.size(), clients.size(), () -> members);
        for (A read : behaviour.finalReads()) {
            if (!supervise(reader.untilItSucceeds(read), TIME_FOR_FINAL_READS)) {
                return new Verdict.Invalid(
                        "a final " + read.function() + " did not succeed within " + TIME_FOR_FINAL_READS.toSeconds()
                                + " s, with every server running",
                        Set.of("no final read"),
                        List.of());
            }
        }
        return new Verdict.Valid("%.1f s after the last fault was put right all members agreed".formatted(seconds));
    }

    /** Lets time pass until it holds. A server that stops meanwhile, for a disk that had failed, is started again. */
    private boolean supervise(BooleanSupplier condition, Duration limit) {
        long end = simulation.now() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (simulation.now() >= end) {
                return false;
            }
            simulation.runFor(SUPERVISION);
            cluster().ids().forEach(cluster()::restart);
        }
        return true;
    }

    private boolean hasRecovered() {
        var cluster = cluster();
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
        var cluster = cluster();
        return List.copyOf(cluster.node(cluster.leaders().getFirst())
                .raft()
                .configuration()
                .members());
    }

    /** Whether all members have come to the same state. */
    public Verdict sameState() {
        var words = new ArrayList<String>();
        Set<String> different = new LinkedHashSet<>();
        if (cluster().leaders().size() != 1) {
            return new Verdict.Unknown("there is no leader who says who the members are");
        }
        for (long id : members()) {
            String state = servers.stateOf(id);
            different.add(state);
            words.add("S" + id + ": " + state);
        }
        return different.size() == 1
                ? new Verdict.Valid(String.join("; ", words))
                : new Verdict.Invalid("the members' stores differ: " + String.join("; ", words));
    }

    /** Whether there was a test at all: a run in which nothing happened is not a good one. */
    public Verdict tested() {
        return Examination.happened(history(), asked, this::hasStruck);
    }

    /** How many clients never began an operation. */
    public long idleClients() {
        return clients.stream().filter(client -> client.began() == 0).count();
    }

    /** What the checker says of what clients saw. */
    public Finding checked() {
        return Examination.checked(behaviour, history());
    }
}

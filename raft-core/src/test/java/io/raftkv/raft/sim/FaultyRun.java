package io.raftkv.raft.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.raft.node.RaftException;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.raft.node.RaftNodeConfig;
import io.raftkv.raft.node.StateMachine;
import io.raftkv.raft.sim.RandomFaults.Subject;
import io.raftkv.raft.storage.Disk;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * One run of a cluster under faults: clients write and read at random servers while a schedule of faults takes its course.
 * Then everything is healed, and what clients were promised is checked. Everything follows from the seed and the schedule, and
 * what clients do follows from the seed alone.
 */
final class FaultyRun {

    private static final Duration FAULTY_TIME = Duration.ofSeconds(8);
    private static final Duration TIME_TO_RECOVER = Duration.ofSeconds(15);
    private static final Duration SUPERVISION = Duration.ofMillis(20);

    private final Simulation simulation;
    private final RandomGenerator random;
    private final SimulatedCluster<Long> cluster;
    private final FaultInjector injector;
    private final FaultSchedule faults;
    private final Map<Long, Journal> journals = new HashMap<>();

    private long lastCommand;

    /** Requests that are not answered yet, and the node that was asked; when that one is gone, nobody will answer. */
    private final Map<CompletableFuture<?>, RaftNode<Long>> unanswered = new LinkedHashMap<>();

    private final Map<Long, Long> acknowledged = new HashMap<>();
    private final Set<Long> refused = new HashSet<>();
    private final List<String> brokenPromises = new ArrayList<>();
    private long readsServed;

    /** The highest index that any finished operation has seen or made: every later one must see it. */
    private long horizon;

    FaultyRun(long seed, int servers, FaultSchedule faults, int traceCapacity) {
        this(seed, servers, faults, traceCapacity, UnaryOperator.identity());
    }

    /** The same with other configurations of the servers. */
    FaultyRun(
            long seed, int servers, FaultSchedule faults, int traceCapacity, UnaryOperator<RaftNodeConfig> adjustment) {
        this.simulation = new Simulation(seed);
        this.random = simulation.random("clients");
        this.faults = faults;
        this.cluster =
                new SimulatedCluster<>(simulation, servers, new Trace(traceCapacity), this::stateMachineOf, adjustment);
        this.injector = new FaultInjector(simulation, cluster);
    }

    /** What a server starts with. All else here asks a journal only how far it has come, and in the end what is in it. */
    private StateMachine<Long> stateMachineOf(long server, Disk disk) {
        Journal journal = journals.containsKey(server) ? journals.get(server).afterCrash() : new Journal();
        journals.put(server, journal);
        return journal;
    }

    /** Faults for a run, which the seed determines. */
    static FaultSchedule randomFaults(long seed, int servers, Collection<Subject> subjects) {
        var random = new Simulation(seed).random("faults");
        return new RandomFaults(random, servers, subjects).schedule(FAULTY_TIME);
    }

    Trace trace() {
        return cluster.trace();
    }

    long events() {
        return simulation.executedEvents();
    }

    int acknowledgedWrites() {
        return acknowledged.size();
    }

    long readsServed() {
        return readsServed;
    }

    /** Runs with faults, then heals everything, and checks what clients were promised. */
    void run() {
        scheduleClient();
        injector.inject(faults);
        simulation.runFor(FAULTY_TIME);
        injector.healAll();
        assertThat(recovers())
                .as("%s after the last fault all members have the same log, and everybody is answered", TIME_TO_RECOVER)
                .isTrue();
        checkPromises();
    }

    // Clients.

    private void scheduleClient() {
        simulation.schedule(random.nextLong(1_000_000, 20_000_000), () -> {
            if (simulation.now() < FAULTY_TIME.toNanos()) {
                askSomebody();
                scheduleClient();
            }
        });
    }

    /** Draws as often whoever runs, so that a fault less does not change what clients do afterwards. */
    private void askSomebody() {
        int choice = random.nextInt(Integer.MAX_VALUE);
        boolean reads = random.nextInt(3) == 0;
        int payloadBytes = Long.BYTES + random.nextInt(300);
        List<Long> running = cluster.ids().stream().filter(cluster::isRunning).toList();
        if (!running.isEmpty()) {
            long server = running.get(choice % running.size());
            if (reads) {
                read(server);
            } else {
                write(server, payloadBytes);
            }
        }
    }

    private void write(long server, int payloadBytes) {
        long command = ++lastCommand;
        long seenBefore = horizon;
        ByteBuffer payload = ByteBuffer.allocate(payloadBytes).putLong(0, command);
        var answer = cluster.node(server).propose(payload);
        expectAnswer(server, answer);
        answer.whenComplete((index, failure) -> {
            if (failure == null) {
                expect(
                        index > seenBefore,
                        "write got index " + index + ", but had begun after " + seenBefore + " was seen");
                acknowledged.put(command, index);
                horizon = Math.max(horizon, index);
            } else if (!(failure instanceof RaftException.OutcomeUnknown)) {
                refused.add(command);
            }
        });
    }

    private void read(long server) {
        long seenBefore = horizon;
        Journal journal = journals.get(server);
        var answer = cluster.node(server).read();
        expectAnswer(server, answer);
        answer.thenAccept(readIndex -> {
            long seen = journal.appliedIndex();
            expect(seen >= seenBefore, "read saw index " + seen + ", but had begun after " + seenBefore + " was seen");
            horizon = Math.max(horizon, seen);
            readsServed++;
        });
    }

    private void expectAnswer(long server, CompletableFuture<?> answer) {
        unanswered.put(answer, cluster.node(server));
        answer.whenComplete((result, failure) -> unanswered.remove(answer));
    }

    /** Answers come in callbacks, where an exception would be lost. */
    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            brokenPromises.add(otherwise);
        }
    }

    // Afterwards.

    /** Servers that stop even now, for a disk that had failed before, are started again. */
    private boolean recovers() {
        long end = simulation.now() + TIME_TO_RECOVER.toNanos();
        while (!(hasRecovered() && everybodyIsAnswered())) {
            if (simulation.now() >= end) {
                return false;
            }
            simulation.runFor(SUPERVISION);
            cluster.ids().forEach(cluster::restart);
        }
        return true;
    }

    private boolean hasRecovered() {
        if (cluster.leaders().size() != 1 || !cluster.ids().stream().allMatch(cluster::isRunning)) {
            return false;
        }
        Collection<Long> members = members();
        long committed = members.stream()
                .mapToLong(id -> cluster.node(id).raft().log().commitIndex())
                .max()
                .orElseThrow();
        return members.stream().allMatch(id -> {
            var status = cluster.node(id).status();
            return status.appliedIndex() == committed && status.lastLogIndex() == committed;
        });
    }

    /** By the configuration of the one leader. */
    private Collection<Long> members() {
        return cluster.node(cluster.leaders().getFirst()).raft().configuration().members();
    }

    private boolean everybodyIsAnswered() {
        return unanswered.values().stream().noneMatch(this::isAlive);
    }

    private boolean isAlive(RaftNode<Long> node) {
        return cluster.ids().stream().anyMatch(id -> cluster.isRunning(id) && cluster.node(id) == node);
    }

    private void checkPromises() {
        assertThat(brokenPromises).isEmpty();
        List<Long> journal = journals.get(cluster.leaders().getFirst()).commandIds();
        members()
                .forEach(id -> assertThat(journals.get(id).commandIds())
                        .as("journal of S%s", id)
                        .isEqualTo(journal));
        assertThat(journal).as("each command at most once").doesNotHaveDuplicates();
        assertThat(journal).as("acknowledged writes").containsAll(acknowledged.keySet());
        assertThat(journal).as("refused writes must not appear").noneMatch(refused::contains);
    }
}

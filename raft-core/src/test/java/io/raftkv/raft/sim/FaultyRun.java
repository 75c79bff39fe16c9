package io.raftkv.raft.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.raft.node.RaftException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * One run of a cluster under random faults: clients write and read at random servers, while partitions, losses, delays,
 * duplicates, crashes and restarts come and go. Everything follows from the seed.
 */
final class FaultyRun {

    private static final Duration FAULTY_TIME = Duration.ofSeconds(8);
    private static final Duration TIME_TO_RECOVER = Duration.ofSeconds(15);

    private final Simulation simulation;
    private final RandomGenerator random;
    private final SimulatedCluster<Long> cluster;
    private final Map<Long, Journal> journals = new HashMap<>();

    private long lastCommand;

    /** Requests to each server that are not answered yet; a crash takes them along. */
    private final Map<Long, Set<Object>> unanswered = new HashMap<>();

    private final Map<Long, Long> acknowledged = new HashMap<>();
    private final Set<Long> refused = new HashSet<>();
    private final List<String> brokenPromises = new ArrayList<>();
    private long readsServed;

    /** The highest index that any finished operation has seen or made: every later one must see it. */
    private long horizon;

    FaultyRun(long seed, int servers, int traceCapacity) {
        this.simulation = new Simulation(seed);
        this.random = simulation.random();
        this.cluster = new SimulatedCluster<>(simulation, servers, new Trace(traceCapacity), id -> {
            Journal journal = journals.containsKey(id) ? journals.get(id).afterCrash() : new Journal();
            journals.put(id, journal);
            return journal;
        });
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
        scheduleFault();
        simulation.runFor(FAULTY_TIME);
        heal();
        assertThat(simulation.runUntil(() -> hasRecovered() && everybodyIsAnswered(), TIME_TO_RECOVER))
                .as("%s after the last fault all servers have the same log, and everybody is answered", TIME_TO_RECOVER)
                .isTrue();
        checkPromises();
    }

    private boolean faulty() {
        return simulation.now() < FAULTY_TIME.toNanos();
    }

    // Clients.

    private void scheduleClient() {
        simulation.schedule(simulation.between(1_000_000, 20_000_000), () -> {
            List<Long> running =
                    cluster.ids().stream().filter(cluster::isRunning).toList();
            if (faulty() && !running.isEmpty()) {
                long server = running.get(random.nextInt(running.size()));
                if (random.nextInt(3) == 0) {
                    read(server);
                } else {
                    write(server);
                }
            }
            if (faulty()) {
                scheduleClient();
            }
        });
    }

    private void write(long server) {
        long command = ++lastCommand;
        long seenBefore = horizon;
        ByteBuffer payload = ByteBuffer.allocate(8 + random.nextInt(300)).putLong(0, command);
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
        Set<Object> open = unanswered.computeIfAbsent(server, id -> new HashSet<>());
        open.add(answer);
        answer.whenComplete((result, failure) -> open.remove(answer));
    }

    /** Answers come in callbacks, where an exception would be lost. */
    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            brokenPromises.add(otherwise);
        }
    }

    // Faults.

    private void scheduleFault() {
        simulation.schedule(simulation.between(50_000_000, 900_000_000), () -> {
            if (faulty()) {
                oneFault();
                scheduleFault();
            }
        });
    }

    private void oneFault() {
        List<Long> ids = cluster.ids();
        long victim = ids.get(random.nextInt(ids.size()));
        switch (random.nextInt(8)) {
            case 0, 1 -> crashOrRestart(victim);
            case 2 -> ids.forEach(this::restartIfDown);
            case 3 -> cluster.network().partition(twoGroups(ids));
            case 4 -> {
                long other = ids.get(random.nextInt(ids.size()));
                cluster.network().cut(victim, other);
            }
            case 5 -> cluster.network().setConditions(badConditions());
            case 6 -> {
                cluster.network().heal();
                cluster.network().setConditions(SimulatedNetwork.Conditions.GOOD);
            }
            default -> cluster.leaders().forEach(this::crashOrRestart);
        }
    }

    private void crashOrRestart(long id) {
        if (cluster.isRunning(id)) {
            cluster.crash(id);
            unanswered.remove(id);
        } else {
            cluster.restart(id);
        }
    }

    private void restartIfDown(long id) {
        if (!cluster.isRunning(id)) {
            cluster.restart(id);
        }
    }

    private List<List<Long>> twoGroups(List<Long> ids) {
        List<Long> one = new ArrayList<>();
        List<Long> other = new ArrayList<>();
        ids.forEach(id -> (random.nextBoolean() ? one : other).add(id));
        return List.of(one, other);
    }

    private SimulatedNetwork.Conditions badConditions() {
        return SimulatedNetwork.Conditions.GOOD
                .withDelays(Duration.ofNanos(100_000), Duration.ofMillis(1 + random.nextInt(150)))
                .withLoss(random.nextInt(30))
                .withDuplicates(random.nextInt(20));
    }

    private void heal() {
        cluster.network().heal();
        cluster.network().setConditions(SimulatedNetwork.Conditions.GOOD);
        cluster.ids().forEach(this::restartIfDown);
    }

    // Afterwards.

    private boolean hasRecovered() {
        boolean oneLeader = cluster.leaders().size() == 1;
        long committed = cluster.ids().stream()
                .mapToLong(id -> cluster.node(id).raft().log().commitIndex())
                .max()
                .orElseThrow();
        return oneLeader
                && cluster.ids().stream().allMatch(id -> {
                    var status = cluster.node(id).status();
                    return status.appliedIndex() == committed && status.lastLogIndex() == committed;
                });
    }

    private boolean everybodyIsAnswered() {
        return unanswered.values().stream().allMatch(Set::isEmpty);
    }

    private void checkPromises() {
        assertThat(brokenPromises).isEmpty();
        List<Long> journal = journals.get(1L).commandIds();
        journals.values().forEach(other -> assertThat(other.commandIds()).isEqualTo(journal));
        assertThat(journal).as("each command at most once").doesNotHaveDuplicates();
        assertThat(journal).as("acknowledged writes").containsAll(acknowledged.keySet());
        assertThat(journal).as("refused writes must not appear").noneMatch(refused::contains);
    }
}

package io.raftkv.raft.core;

import io.raftkv.raft.core.MembershipChange.Step;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * Servers that nothing but {@link Event}s move: the core, disks that may forget, and a network that may do anything. Checks
 * {@link Figure3} and what readers were promised after every step.
 */
final class ScheduledCluster {

    private static final long TICK_NANOS = Duration.ofMillis(20).toNanos();
    private static final int TICKS_TO_RECOVER = 1_000;
    private static final int TOO_MANY_MESSAGES = 20_000;

    private record Fetch(ScheduledServer server, int start, Effects.ReadEntries request) {}

    private record Attempt(long server, long readId) {}

    private final Map<Long, ScheduledServer> servers = new TreeMap<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<InstallSnapshot> snapshots = new ArrayList<>();
    private final List<Fetch> fetches = new ArrayList<>();
    private final Set<ScheduledServer> snapshotsWanted = new LinkedHashSet<>();
    private final Figure3 figure3 = new Figure3();

    /** How much was known to be committed when a read was asked for that is not answered yet. */
    private final Map<Attempt, Long> reads = new HashMap<>();

    /** Reads that a leader took from its own clients since its last start: it owes an answer to each. */
    private final Set<Attempt> owed = new HashSet<>();

    private final Map<Rule, Integer> rules = new EnumMap<>(Rule.class);
    private int group;
    private long now = 1_000_000_000_000L;
    private long lastNumber;
    private long grantedReads;

    /** {@code size} servers that form a cluster, and two more. */
    ScheduledCluster(int size, UnaryOperator<RaftConfig> adjust) {
        List<Long> first = LongStream.rangeClosed(1, size).boxed().toList();
        for (long id = 1; id <= size + 2; id++) {
            Configuration configuration = first.contains(id) ? Configuration.of(first) : Configuration.NONE;
            servers.put(id, new ScheduledServer(adjust.apply(RaftConfig.of(id, configuration)), now));
        }
    }

    // Events.

    void happen(Event event) {
        switch (event) {
            case Event.Deliver(int message) -> {
                if (!messages.isEmpty()) {
                    deliver(messages.remove(choose(message, messages.size())));
                }
            }
            case Event.DeliverOldest(int count) -> {
                for (int i = 0; i < count && !messages.isEmpty(); i++) {
                    deliver(messages.removeFirst());
                }
            }
            case Event.DeliverTogether(int count) -> deliverTogether(count);
            case Event.Duplicate(int message) -> {
                if (!messages.isEmpty()) {
                    deliver(messages.get(choose(message, messages.size())));
                }
            }
            case Event.Lose(int message) -> {
                if (!messages.isEmpty()) {
                    messages.remove(choose(message, messages.size()));
                }
            }
            case Event.Split(int newGroup) -> group = newGroup;
            case Event.IsolateLeader() -> group = 1 << server(0).id();
            case Event.Heal() -> group = 0;
            case Event.Calm(int ticks) -> {
                for (int i = 0; i < ticks; i++) {
                    tick();
                    deliverAll();
                }
            }
            case Event.Pass(int millis) -> {
                now += Duration.ofMillis(millis).toNanos();
                servers.values().forEach(server -> give(server, new Input.Tick()));
            }
            case Event.PassFor(int server, int millis) -> {
                now += Duration.ofMillis(millis).toNanos();
                give(server(server), new Input.Tick());
            }
            case Event.Propose(int server) -> propose(server(server));
            case Event.Read(int server) -> read(server(server));
            case Event.Change(int server, var kind, int target) ->
                give(server(server), new Input.MembershipChangeRequested(++lastNumber, change(kind, target)));
            case Event.Transfer(int server, int target) ->
                give(
                        server(server),
                        new Input.TransferRequested(
                                target == 0 ? 0 : server(target).id()));
            case Event.SlowDisk(int server) -> server(server).slowDown();
            case Event.FinishWrites(int server) -> send(server(server).finishWrites());
            case Event.Persist(int server, var followers) -> persist(server(server), followers);
            case Event.TakeSnapshot(int server) -> takeSnapshot(server(server));
            case Event.ArriveSnapshot(int snapshot) -> {
                if (!snapshots.isEmpty()) {
                    endSnapshot(choose(snapshot, snapshots.size()), Arrival.WHOLE);
                }
            }
            case Event.LoseSnapshot(int snapshot) -> {
                if (!snapshots.isEmpty()) {
                    endSnapshot(choose(snapshot, snapshots.size()), Arrival.NEVER);
                }
            }
            case Event.FetchEntries(int request) -> {
                if (!fetches.isEmpty()) {
                    fetch(fetches.remove(choose(request, fetches.size())));
                }
            }
            case Event.Crash(int server) -> crash(server(server));
        }
    }

    private static int choose(int number, int count) {
        return Math.floorMod(number, count);
    }

    /** Server 0 stands for whoever leads, or server 1 when nobody does. */
    private ScheduledServer server(int number) {
        ScheduledServer numbered = servers.get(1L + choose(Math.max(0, number - 1), servers.size()));
        return number == 0 ? leader().orElse(numbered) : numbered;
    }

    private void deliver(Message message) {
        if (reaches(message.from(), message.to())) {
            give(servers.get(message.to()), new Input.MessageReceived(message));
        }
    }

    private void deliverTogether(int count) {
        if (!messages.isEmpty()) {
            long to = messages.getFirst().to();
            List<Message> together = messages.stream()
                    .limit(count)
                    .filter(message -> message.to() == to)
                    .toList();
            messages.removeAll(together);
            List<Input> inputs = together.stream()
                    .filter(message -> reaches(message.from(), to))
                    .<Input>map(Input.MessageReceived::new)
                    .toList();
            give(servers.get(to), inputs);
        }
    }

    private boolean reaches(long from, long to) {
        return ((group >> from) & 1) == ((group >> to) & 1);
    }

    private long propose(ScheduledServer server) {
        give(server, new Input.Proposed(List.of(new Proposal(++lastNumber, ByteBuffer.allocate(8)))));
        return lastNumber;
    }

    private long read(ScheduledServer server) {
        var attempt = new Attempt(server.id(), ++lastNumber);
        reads.put(attempt, figure3.committedCount());
        if (server.raft().isLeader()) {
            owed.add(attempt);
        }
        give(server, new Input.ReadRequested(attempt.readId()));
        return attempt.readId();
    }

    private MembershipChange change(Event.Change.Kind kind, int target) {
        long id = server(target).id();
        long another = server(target + 1).id();
        return switch (kind) {
            case ADD_LEARNER -> MembershipChange.of(new Step.AddLearner(id, "at:" + id));
            case JOIN -> MembershipChange.of(new Step.Join(id, "at:" + id));
            case ADD_VOTER -> MembershipChange.of(new Step.AddVoter(id, "at:" + id));
            case PROMOTE -> MembershipChange.of(new Step.Promote(id));
            case REMOVE -> MembershipChange.of(new Step.Remove(id));
            case REPLACE_FORCED ->
                MembershipChange.of(new Step.Remove(id), new Step.AddVoter(another, "at:" + another))
                        .forced();
        };
    }

    private void persist(ScheduledServer server, Input.StatePersisted.Followers followers) {
        long index = server.persist();
        if (index > 0) {
            give(server, new Input.StatePersisted(index, followers));
        }
    }

    private void takeSnapshot(ScheduledServer server) {
        if (server.appliedCommand() > 0 && snapshotsWanted.remove(server)) {
            give(server, new Input.SnapshotTaken(server.appliedCommand()));
        }
    }

    private enum Arrival {
        WHOLE,
        NEVER
    }

    private void endSnapshot(int number, Arrival arrival) {
        InstallSnapshot request = snapshots.remove(number);
        if (arrival == Arrival.WHOLE) {
            messages.add(request);
        }
        give(servers.get(request.from()), new Input.SnapshotTransferEnded(request));
    }

    private void fetch(Fetch fetch) {
        boolean restarted = fetch.server().starts() != fetch.start();
        if (!restarted) {
            List<LogEntry> found = fetch.server().written().entries(fetch.request());
            give(fetch.server(), new Input.EntriesRead(fetch.request(), found));
        }
    }

    private void crash(ScheduledServer server) {
        server.crash(now);
        snapshotsWanted.remove(server);
        owed.removeIf(attempt -> attempt.server() == server.id());
        reads.keySet().removeIf(attempt -> attempt.server() == server.id());
        figure3.restarted(server);
    }

    private void give(ScheduledServer server, Input input) {
        give(server, List.of(input));
    }

    private void give(ScheduledServer server, List<Input> inputs) {
        long ledTerm = server.raft().isLeader() ? server.raft().currentTerm() : 0;
        var effects = Effects.followed();
        inputs.forEach(input -> server.raft().step(now, input, effects));
        server.raft().replicate(now, effects);
        List<Message> durableNow = server.write(effects);
        figure3.check(server, ledTerm, effects);
        send(effects.messages());
        send(durableNow);
        effects.rules().forEach(rule -> rules.merge(rule, 1, Integer::sum));
        effects.grantedReads().forEach(granted -> checkRead(server, granted));
        for (Effects.Refused refused : effects.refusals()) {
            if (refused instanceof Effects.Refused.ReadRefused(long readId, Refusal ignored)) {
                answered(new Attempt(server.id(), readId));
            }
        }
        effects.entriesToRead().forEach(request -> fetches.add(new Fetch(server, server.starts(), request)));
        snapshots.addAll(effects.snapshotsToSend());
        if (effects.snapshotWanted()) {
            snapshotsWanted.add(server);
        }
    }

    private void send(List<Message> leaving) {
        leaving.forEach(figure3::sent);
        messages.addAll(leaving);
    }

    /** A read sees everything that was committed when it was asked for. */
    private void checkRead(ScheduledServer server, Effects.GrantedRead granted) {
        Long known = reads.get(new Attempt(server.id(), granted.readId()));
        if (known != null) {
            Figure3.require(
                    granted.readIndex() >= known,
                    "Linearizable reads",
                    "server " + server.id() + " reads from " + granted.readIndex() + " on, but " + known
                            + " entries were known to be committed");
            grantedReads++;
            answered(new Attempt(server.id(), granted.readId()));
        }
    }

    private void answered(Attempt attempt) {
        reads.remove(attempt);
        owed.remove(attempt);
    }

    // Afterwards.

    /** Heals everything and waits until all work again: a leader, everybody caught up, everything answered. */
    void recover() {
        group = 0;
        for (ScheduledServer server : servers.values()) {
            send(server.finishWrites());
        }
        waitUntil(() -> isSettled() && owed.isEmpty(), "nobody leads a cluster that has caught up");
        Configuration configuration = leader().orElseThrow().raft().configuration();
        for (long member : configuration.members()) {
            long before = figure3.committedCount();
            propose(servers.get(member));
            var attempt = new Attempt(member, read(servers.get(member)));
            waitUntil(
                    () -> figure3.committedCount() > before && !reads.containsKey(attempt),
                    "server " + member + " gets no answer");
        }
    }

    private void waitUntil(BooleanSupplier condition, String otherwise) {
        for (int i = 0; i < TICKS_TO_RECOVER; i++) {
            settle();
            if (condition.getAsBoolean()) {
                return;
            }
            tick();
        }
        require(false, otherwise + ", reads that wait: " + owed + "\n" + this);
    }

    /** Time passes, and those are told who want to be. */
    private void tick() {
        now += TICK_NANOS;
        for (ScheduledServer server : servers.values()) {
            if (server.raft().nextDeadline() <= now) {
                give(server, new Input.Tick());
                require(server.raft().nextDeadline() > now, "server " + server.id() + " wants to be told without end");
            }
        }
    }

    private void deliverAll() {
        int count = 0;
        while (!messages.isEmpty()) {
            require(++count < TOO_MANY_MESSAGES, "messages without end: " + messages);
            deliver(messages.removeFirst());
        }
    }

    private void settle() {
        deliverAll();
        int count = 0;
        while (!fetches.isEmpty() || !snapshots.isEmpty() || !snapshotsWanted.isEmpty()) {
            require(++count < TOO_MANY_MESSAGES, "disks that are asked without end: " + this);
            if (!fetches.isEmpty()) {
                fetch(fetches.removeFirst());
            } else if (!snapshots.isEmpty()) {
                endSnapshot(0, Arrival.WHOLE);
            } else {
                List.copyOf(snapshotsWanted).forEach(this::takeSnapshot);
            }
            deliverAll();
        }
    }

    private boolean isSettled() {
        return leader().filter(this::leadsInPeace).isPresent();
    }

    /** No change is under way, and everybody follows this leader and has all that it has. */
    private boolean leadsInPeace(ScheduledServer leader) {
        Configuration configuration = leader.raft().configuration();
        Log log = leader.raft().log();
        return !leader.raft().isHandingOver()
                && !configuration.isJoint()
                && configuration.joining().isEmpty()
                && log.termAt(log.commitIndex()) == leader.raft().currentTerm()
                && configuration.members().stream()
                        .map(servers::get)
                        .allMatch(member -> member.raft().leader() == leader.id()
                                && member.raft().log().commitIndex() == log.lastIndex());
    }

    /** The leader of the highest term that anybody leads. */
    private Optional<ScheduledServer> leader() {
        return servers.values().stream()
                .filter(server -> server.raft().isLeader())
                .max(Comparator.comparingLong(server -> server.raft().currentTerm()));
    }

    private static void require(boolean holds, String what) {
        Figure3.require(holds, "Liveness", what);
    }

    long committedEntries() {
        return figure3.committedCount();
    }

    long grantedReads() {
        return grantedReads;
    }

    Map<Rule, Integer> rules() {
        return rules;
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (ScheduledServer server : servers.values()) {
            Raft raft = server.raft();
            text.append("server ").append(server.id());
            text.append(" ").append(raft.role()).append(" term ").append(raft.currentTerm());
            text.append(" leader ").append(raft.leader()).append(" of ").append(raft.configuration());
            text.append(" log ")
                    .append(raft.log().firstIndex())
                    .append("..")
                    .append(raft.log().last());
            text.append(" commit ").append(raft.log().commitIndex());
            text.append(" ").append(raft.progress()).append("\n");
        }
        return text.toString();
    }
}

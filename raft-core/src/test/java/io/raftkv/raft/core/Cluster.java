package io.raftkv.raft.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.raftkv.raft.core.Input.StatePersisted.Followers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * Servers that are nothing but the core, their messages delivered in order and their disks instant. Time stands still
 * unless a test moves it.
 */
final class Cluster {

    static final Duration ELECTION_TIMEOUT = Duration.ofSeconds(1);

    private record Link(long from, long to) {}

    /** What a server has written, and what its state machine made of it. */
    private static final class Disk {
        private final ModelDisk files = new ModelDisk();

        /** Commands that came in a snapshot, or were compacted away. */
        private List<String> forgotten = new ArrayList<>();

        /** What waits for the disk, when that is stalled. */
        private final List<Message> whenDurable = new ArrayList<>();

        private boolean stalled;

        List<String> commands() {
            return stateAt(files.lastIndex());
        }

        /** The state as a snapshot up to {@code index} holds it. */
        List<String> stateAt(long index) {
            var state = new ArrayList<>(forgotten);
            files.log().stream()
                    .filter(entry -> entry.index() <= index && entry.type() == EntryType.COMMAND)
                    .map(entry -> UTF_8.decode(entry.payload().duplicate()).toString())
                    .forEach(state::add);
            return state;
        }

        /** Carries a write out; {@code snapshotStates} tells what is in snapshots. */
        void write(Effects.Write write, Map<LogPosition, List<String>> snapshotStates) {
            if (write instanceof Effects.Write.Compact(var snapshot)) {
                forgotten = stateAt(snapshot.lastIncluded().index());
            } else if (write instanceof Effects.Write.Reset(var snapshot)) {
                forgotten = snapshotStates.get(snapshot.lastIncluded());
            }
            files.write(write);
        }
    }

    /** More messages than any test needs: servers that answer each other for ever are found out. */
    private static final int TOO_MANY_MESSAGES = 20_000;

    private final UnaryOperator<RaftConfig> adjust;
    private final Map<Long, Raft> servers = new TreeMap<>();
    private final Map<Long, Disk> disks = new HashMap<>();
    private final Map<Long, List<Effects.GrantedRead>> grantedReads = new HashMap<>();
    private final Map<Long, List<Effects.Refused>> refusals = new HashMap<>();
    private final List<Rule> rules = new ArrayList<>();
    private final ArrayDeque<Message> onTheWay = new ArrayDeque<>();
    private final List<Message> delivered = new ArrayList<>();
    private final Set<Link> cut = new HashSet<>();
    private Predicate<Message> lost = message -> false;
    private final List<InstallSnapshot> snapshotsOnTheWay = new ArrayList<>();
    private final Map<LogPosition, List<String>> snapshotStates = new HashMap<>();
    private boolean snapshotsTravel = true;
    private boolean snapshotsTaken = true;
    private long now = 1_000_000_000_000L;
    private long lastProposal;

    private Cluster(UnaryOperator<RaftConfig> adjust) {
        this.adjust = adjust;
    }

    static Cluster of(int size) {
        return of(size, config -> config);
    }

    static Cluster of(int size, UnaryOperator<RaftConfig> adjust) {
        var cluster = new Cluster(adjust);
        List<Long> ids = LongStream.rangeClosed(1, size).boxed().toList();
        ids.forEach(id -> cluster.start(RaftConfig.of(id, Configuration.of(ids))));
        return cluster;
    }

    /** A new server that waits to be added. */
    void startNewServer(long id) {
        start(RaftConfig.of(id, Configuration.NONE));
    }

    private void start(RaftConfig config) {
        long id = config.self();
        disks.put(id, new Disk());
        grantedReads.put(id, new ArrayList<>());
        refusals.put(id, new ArrayList<>());
        servers.put(id, new Raft(adjust.apply(config), PersistentState.EMPTY, new SplittableRandom(id), now));
    }

    /** The server has lost its memory, and starts with what is on its disk. */
    void restart(long id) {
        ModelDisk files = disks.get(id).files;
        PersistentState state = files.state(files.startIndex());
        servers.put(id, new Raft(server(id).config(), state, new SplittableRandom(id), now));
    }

    Raft server(long id) {
        return servers.get(id);
    }

    // What happens.

    void give(long id, Input input) {
        var effects = Effects.followed();
        server(id).step(now, input, effects);
        server(id).replicate(now, effects);
        carryOut(id, effects);
    }

    private void carryOut(long id, Effects effects) {
        Disk disk = disks.get(id);
        effects.writes().forEach(write -> disk.write(write, snapshotStates));
        onTheWay.addAll(effects.messages());
        disk.whenDurable.addAll(effects.messagesWhenDurable());
        if (!disk.stalled) {
            onTheWay.addAll(disk.whenDurable);
            disk.whenDurable.clear();
        }
        rules.addAll(effects.rules());
        grantedReads.get(id).addAll(effects.grantedReads());
        refusals.get(id).addAll(effects.refusals());
        for (Effects.ReadEntries request : effects.entriesToRead()) {
            give(id, new Input.EntriesRead(request, disk.files.entries(request)));
        }
        for (InstallSnapshot request : effects.snapshotsToSend()) {
            LogPosition lastIncluded = request.snapshot().lastIncluded();
            snapshotStates.put(lastIncluded, disk.stateAt(lastIncluded.index()));
            snapshotsOnTheWay.add(request);
            if (snapshotsTravel) {
                arriveSnapshots();
            }
        }
        if (effects.snapshotWanted() && snapshotsTaken) {
            takeSnapshot(id);
        }
    }

    /** From now on nobody takes the snapshots that are asked for, until {@link #takeSnapshot}. */
    void takeNoSnapshots() {
        snapshotsTaken = false;
    }

    /** The server takes a snapshot of all that is committed. */
    void takeSnapshot(long id) {
        give(id, new Input.SnapshotTaken(lastCommandIndex(id)));
    }

    /** From now on snapshots stay on their way until {@link #arriveSnapshots}. */
    void holdSnapshots() {
        snapshotsTravel = false;
    }

    /** All chunks of all snapshots on their way have arrived. */
    void arriveSnapshots() {
        for (InstallSnapshot request : List.copyOf(snapshotsOnTheWay)) {
            snapshotsOnTheWay.remove(request);
            onTheWay.add(request);
            give(request.from(), new Input.SnapshotTransferEnded(request));
        }
    }

    /** All snapshots on their way are lost. */
    void loseSnapshots() {
        for (InstallSnapshot request : List.copyOf(snapshotsOnTheWay)) {
            snapshotsOnTheWay.remove(request);
            give(request.from(), new Input.SnapshotTransferEnded(request));
        }
    }

    List<InstallSnapshot> snapshotsOnTheWay() {
        return snapshotsOnTheWay;
    }

    /** The state machine of this server has made all committed commands durable. */
    void persist(long id) {
        give(id, new Input.StatePersisted(lastCommandIndex(id), Followers.HOLD));
    }

    private long lastCommandIndex(long id) {
        return disks.get(id).files.lastCommandIndex(server(id).log().commitIndex());
    }

    /** From now on the disk of this server finishes nothing, until {@link #resumeDisk}. */
    void stallDisk(long id) {
        disks.get(id).stalled = true;
    }

    /** The disk of this server finishes what it had to do, and goes on. */
    void resumeDisk(long id) {
        Disk disk = disks.get(id);
        disk.stalled = false;
        onTheWay.addAll(disk.whenDurable);
        disk.whenDurable.clear();
    }

    /** Delivers messages, and those that they cause, until none is left. */
    void settle() {
        settleUntil(() -> false);
    }

    /** Delivers messages, and those that they cause, until {@code enough}, or none is left. */
    void settleUntil(BooleanSupplier enough) {
        int count = 0;
        while (!onTheWay.isEmpty() && !enough.getAsBoolean()) {
            if (++count > TOO_MANY_MESSAGES) {
                throw new AssertionError("messages without end, the next one being " + onTheWay.getFirst());
            }
            Message message = onTheWay.removeFirst();
            boolean reachable = servers.containsKey(message.to());
            if (reachable && !cut.contains(new Link(message.from(), message.to())) && !lost.test(message)) {
                delivered.add(message);
                give(message.to(), new Input.MessageReceived(message));
            }
        }
    }

    /** All messages on their way are lost. */
    void loseMessages() {
        onTheWay.clear();
    }

    /** Moves time for everybody, tells only {@code ids}, and lets the consequences settle. */
    void advance(Duration duration, long... ids) {
        beginAdvance(duration, ids);
        settle();
    }

    /** As {@link #advance}, but nothing is delivered yet. */
    void beginAdvance(Duration duration, long... ids) {
        now += duration.toNanos();
        for (long id : ids) {
            give(id, new Input.Tick());
        }
    }

    /** Moves time in small steps, everybody told. */
    void run(Duration duration) {
        long end = now + duration.toNanos();
        while (now < end) {
            advance(
                    Duration.ofMillis(20),
                    servers.keySet().stream().mapToLong(Long::longValue).toArray());
        }
    }

    /** Everybody has forgotten its leader, and {@code id} is the first to notice: it stands for election. */
    void campaign(long id) {
        beginCampaign(id);
        settle();
    }

    /** As {@link #campaign}, but nothing is delivered yet. */
    void beginCampaign(long id) {
        beginAdvance(ELECTION_TIMEOUT.multipliedBy(2), id);
    }

    void elect(long id) {
        campaign(id);
        if (!server(id).isLeader()) {
            throw new AssertionError(
                    "server " + id + " was not elected, it is " + server(id).role());
        }
    }

    void propose(long id, String command) {
        give(id, new Input.Proposed(List.of(new Proposal(++lastProposal, ByteBuffer.wrap(command.getBytes(UTF_8))))));
        settle();
    }

    void change(long id, MembershipChange.Step... steps) {
        change(id, MembershipChange.of(steps));
    }

    void change(long id, MembershipChange change) {
        beginChange(id, change);
        settle();
    }

    /** As {@link #change}, but nothing is delivered yet. */
    void beginChange(long id, MembershipChange change) {
        give(id, new Input.MembershipChangeRequested(++lastProposal, change));
    }

    void transfer(long id, long target) {
        give(id, new Input.TransferRequested(target));
        settle();
    }

    // Who hears whom.

    void isolate(Long... group) {
        Collection<Long> inside = Arrays.asList(group);
        for (long from : servers.keySet()) {
            for (long to : servers.keySet()) {
                if (inside.contains(from) != inside.contains(to)) {
                    cut.add(new Link(from, to));
                }
            }
        }
    }

    void cut(long from, long to) {
        cut.add(new Link(from, to));
    }

    /** From now on such messages do not arrive. */
    void lose(Predicate<Message> messages) {
        lost = messages;
    }

    void heal() {
        cut.clear();
        lost = message -> false;
    }

    // What there is to see.

    List<String> commands(long id) {
        return disks.get(id).commands();
    }

    List<Effects.GrantedRead> grantedReads(long id) {
        return grantedReads.get(id);
    }

    List<Effects.Refused> refusals(long id) {
        return refusals.get(id);
    }

    /** The rules that were applied, by whomever, since {@link #forgetRules}. */
    List<Rule> rules() {
        return rules;
    }

    void forgetRules() {
        rules.clear();
    }

    <M extends Message> List<M> delivered(Class<M> type) {
        return delivered.stream().filter(type::isInstance).map(type::cast).toList();
    }

    void forgetDelivered() {
        delivered.clear();
    }

    ArrayDeque<Message> onTheWay() {
        return onTheWay;
    }

    long now() {
        return now;
    }
}

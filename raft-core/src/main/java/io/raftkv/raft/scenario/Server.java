package io.raftkv.raft.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.Effects;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.core.MembershipChange;
import io.raftkv.raft.core.Proposal;
import io.raftkv.raft.core.Raft;
import io.raftkv.raft.core.RaftConfig;
import io.raftkv.raft.node.InMemoryStateMachine;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.raft.node.RaftNodeConfig;
import io.raftkv.raft.node.StepObserver;
import io.raftkv.raft.sim.SimulatedDisk;
import io.raftkv.raft.storage.Identity;
import io.raftkv.raft.storage.RaftStorage;
import io.raftkv.raft.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One server on a stage: a machine with a disk and a clock, and on it, as long as it runs, a whole {@link RaftNode}. */
public final class Server {

    private static final long CLUSTER_ID = 0x5CE;

    private static final int LONGEST_NOTE = 90;

    /** Parts of snapshots are small enough to be seen, two of them on their way at most. */
    private static final RaftNodeConfig.Snapshots SNAPSHOTS =
            new RaftNodeConfig.Snapshots(32, 64, Long.MAX_VALUE, Stage.ELECTION_TIMEOUT, 1 << 20);

    /** A node and its world, from its start to its end. */
    private record Life(RaftNode<String> node, StagedEnvironment environment, Store store) {}

    private final long id;
    private final Backstage backstage;
    private final Network network;
    private final Tear tear = new Tear();
    private final SimulatedDisk disk;
    private final Clock clock;
    private final Dice dice;
    private final RaftNodeConfig config;
    private @Nullable Life life;
    private @Nullable View seen;

    Server(RaftConfig raft, RaftNodeConfig.PersistEvery persistEvery, Backstage backstage, Network network) {
        this.id = raft.self();
        this.config = RaftNodeConfig.of(CLUSTER_ID, raft)
                .withPersistEvery(persistEvery)
                .withSnapshots(SNAPSHOTS);
        this.backstage = backstage;
        this.network = network;
        this.disk = new SimulatedDisk("disk of S" + id, tear);
        this.clock = new Clock(backstage.simulation(), this::clockChanged);
        this.dice = new Dice(backstage.simulation().random("dice of S" + id));
    }

    // What the script does to it.

    /** Starts it, with what is on its disk. */
    public void start() {
        backstage.act(() -> {
            try {
                startNow();
            } catch (StorageException e) {
                note("does not start: " + e.getMessage());
            }
        });
    }

    private void startNow() {
        backstage.referee().restarted(id);
        var environment =
                new StagedEnvironment(backstage, clock, dice, disk, new StagedTransport(id, network), this::stepped);
        var store = new Store();
        var stateMachine = new RefereedStateMachine(id, new InMemoryStateMachine<>(disk, store), backstage.referee());
        RaftNode<String> node = RaftNode.start(config, environment, stateMachine, new SimpleMeterRegistry());
        life = new Life(node, environment, store);
        seen = View.of(node.raft());
        backstage.tell(new Event.Started(backstage.now(), View.of(node.raft())));
        CompletionStage<Void> failure = node.failure();
        failure.exceptionally(cause -> {
            backstage.referee().report("S" + id + " stops: " + cause.getMessage());
            end("has stopped");
            return null;
        });
    }

    /** It loses its power: what it had in memory is gone, and what its disk had not forced. */
    public void crash() {
        end("crashes");
        disk.losePower();
    }

    /** The same, while its disk is at work: of what was not forced the first sector of each file is there, and no more. */
    public void crashWhileWriting() {
        end("loses its power while it is writing");
        tear.keepFirstSector();
        disk.losePower();
        tear.keepNothing();
    }

    private void end(String how) {
        running().environment().end();
        life = null;
        backstage.tell(new Event.Ended(backstage.now(), id, how));
    }

    /**
     * It stands still, and its clock with it, as a virtual machine does when its host suspends it, until {@link #goOn}. What it
     * is sent meanwhile is lost.
     */
    public void suspend() {
        running().environment().suspend();
        clock.goAt(0);
        note("stands still, and so does its clock");
    }

    /** Its disk takes what it is given, and finishes nothing, until {@link #goOn}. */
    public void holdDisk() {
        running().environment().holdDisk();
        note("its disk finishes nothing from now on");
    }

    /** It goes on, and so do its disk and its clock. */
    public void goOn() {
        note("goes on");
        clock.goAt(1);
        backstage.act(running().environment()::goOn);
    }

    /**
     * Writes a log to its disk, as if it had run before. The entry at index i of term t is the command {@code x=iti}, so that it
     * can be told from others.
     *
     * @param currentTerm the latest term that it has seen
     * @param terms the terms of its entries, from index 1 on
     */
    public void haveLog(long currentTerm, long... terms) {
        var entries = new ArrayList<LogEntry>();
        for (long term : terms) {
            long index = entries.size() + 1L;
            ByteBuffer payload = bytes("x=" + index + "t" + term);
            entries.add(LogEntry.command(index, term, 0, new Proposal(0, payload)));
        }
        write(new Effects.Write.TermAndVote(currentTerm, 0), new Effects.Write.Append(entries));
    }

    /** Writes a term to its disk, as if it had been in it, and had not voted. It does not run, and the term is a later one. */
    public void haveTerm(long currentTerm) {
        write(new Effects.Write.TermAndVote(currentTerm, 0));
    }

    private void write(Effects.Write... writes) {
        try (var storage = RaftStorage.open(disk, new Identity(CLUSTER_ID, id), config.storage())) {
            storage.write(List.of(writes));
            storage.sync();
        }
    }

    // What its clients want.

    /** A client wants a {@link Command} to be done. */
    public Request propose(String command) {
        return ask(command, () -> running().node().propose(bytes(command)));
    }

    /** A client wants to read a key, and see everything that was done before it asked (D 6.4). */
    public Request read(String key) {
        Store store = running().store();
        return ask("read " + key, () -> running().node().read().thenApply(index -> described(key, store.value(key))));
    }

    /** A client reads a key as this server's state machine has it, without asking anybody whether that is the latest. */
    public String readHere(String key) {
        String value = running().store().value(key);
        note("client reads here: " + described(key, value));
        return value;
    }

    private static String described(String key, String value) {
        return value.isEmpty() ? key + " is not there" : key + "=" + value;
    }

    /** An operator wants other members. */
    public Request change(MembershipChange.Step... steps) {
        return ask(
                "the change of members",
                () -> running()
                        .node()
                        .changeMembers(MembershipChange.of(steps))
                        .thenApply(configuration -> "the members are " + names(configuration)));
    }

    private static String names(Configuration configuration) {
        return String.join(
                ", ", configuration.members().stream().map(id -> "S" + id).toList());
    }

    /** An operator wants another leader. */
    public Request transferTo(long target) {
        return ask(
                "the transfer",
                () -> running().node().transferLeadership(target).thenApply(leader -> "S" + leader + " leads"));
    }

    private Request ask(String what, Supplier<CompletionStage<String>> asked) {
        var request = new Request();
        backstage.act(() -> asked.get().whenComplete((answer, cause) -> {
            request.finish(answer, cause);
            note("answer to " + shortened(what) + ": " + shortened(request.told()));
        }));
        return request;
    }

    private static String shortened(String text) {
        return text.length() > LONGEST_NOTE ? text.substring(0, LONGEST_NOTE) + "…" : text;
    }

    // What there is to see.

    /** Its id. */
    public long id() {
        return id;
    }

    /** Whether it runs. */
    public boolean isRunning() {
        return life != null;
    }

    /** Its core. */
    public Raft raft() {
        return running().node().raft();
    }

    /** Whether it runs, and believes that it leads. */
    public boolean isLeader() {
        return life != null && life.node().raft().isLeader();
    }

    /** How it stands. */
    public View view() {
        return View.of(raft());
    }

    /** What its state machine has for a key at this moment, whether or not that is the latest; empty for nothing. */
    public String value(String key) {
        return running().store().value(key);
    }

    /** Its disk. */
    public SimulatedDisk disk() {
        return disk;
    }

    /** Its clock. */
    public Clock clock() {
        return clock;
    }

    // For the stage.

    Dice dice() {
        return dice;
    }

    private Life running() {
        if (life == null) {
            throw new ScenarioFailed("S" + id + " does not run");
        }
        return life;
    }

    private void stepped(StepObserver.Step step) {
        Raft raft = raft();
        View after = View.of(raft);
        View before = seen == null ? after : seen;
        seen = after;
        backstage.tell(new Event.Stepped(backstage.now(), step, before, after));
        backstage.referee().check(raft);
    }

    private void clockChanged() {
        if (life != null) {
            life.environment().setAlarms();
        }
    }

    private void note(String text) {
        backstage.tell(new Event.Noted(backstage.now(), id, text));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}

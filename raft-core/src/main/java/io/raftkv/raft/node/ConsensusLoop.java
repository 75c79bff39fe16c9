package io.raftkv.raft.node;

import io.raftkv.raft.core.AppendEntries;
import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.Effects;
import io.raftkv.raft.core.ForwardedProposals;
import io.raftkv.raft.core.Input;
import io.raftkv.raft.core.Input.StatePersisted.Followers;
import io.raftkv.raft.core.InstallSnapshot;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.core.Message;
import io.raftkv.raft.core.PersistentState;
import io.raftkv.raft.core.Raft;
import io.raftkv.raft.snapshot.SnapshotPart;
import io.raftkv.raft.storage.RaftStorage;
import io.raftkv.raft.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first stage: owns {@link Raft}. Takes everything that has queued up since its last turn, steps it through the core
 * one input at a time, lets the core replicate once, and hands the effects on: messages to the transport, writes to the
 * {@link LogWriter}, committed entries to the {@link Applier}, and what concerns snapshots to the {@link SnapshotLoop}.
 */
final class ConsensusLoop<R> implements LoopBody, LogWriter.Listener, SnapshotLoop.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(ConsensusLoop.class);

    private static final int MAX_WAITING_MESSAGES = 16 * 1024;

    private final RaftNodeConfig config;
    private final Environment environment;
    private final ObservedCore core;
    private final Raft raft;
    private final RaftStorage storage;
    private final LogWriter writer;
    private final Applier<R> applier;
    private final ApplyQueue<R> applyQueue;
    private final SnapshotLoop<R> snapshots;
    private final UnfinishedWrites unfinishedWrites = new UnfinishedWrites();
    private final ClientRequests<R> requests;
    private final Leadership leadership;
    private final DiskSpace space;
    private final PeerGauges peerGauges;
    private final Loop loop;

    /** From peers: bounded, and what does not fit is lost. Apart from clients, whose crowd must not cost a leader its votes. */
    private final Mailbox<Message> messages = new Mailbox<>(MAX_WAITING_MESSAGES);

    /** From this node's own stages: bounded by what this loop has asked them to do. */
    private final ConcurrentLinkedQueue<Runnable> completions = new ConcurrentLinkedQueue<>();

    private final List<Message> drainedMessages = new ArrayList<>();

    /** Up to here entries may be applied, as far as the core has said so. */
    private long commitIndex;

    /** Whether the state machine has been asked to make its state durable, and has not answered. */
    private boolean persisting;

    private Configuration announced = Configuration.NONE;
    private volatile RaftStatus status;

    ConsensusLoop(
            RaftNodeConfig config,
            Environment environment,
            RaftStorage storage,
            StateMachine<R> stateMachine,
            RaftMetrics metrics,
            Consumer<Throwable> onFailure) {
        this.config = config;
        this.environment = environment;
        this.storage = storage;
        PersistentState state = storage.recovered(stateMachine.appliedIndex());
        long appliedIndex = appliedIndex(stateMachine, state);
        this.raft = new Raft(config.raft(), state, environment.random(), environment.nanoTime());
        this.core = new ObservedCore(raft, environment.observer());
        this.loop = environment.newLoop("raft-consensus", new FailStop(this, onFailure));
        this.writer = new LogWriter(storage, environment, raft.self(), this, metrics, onFailure);
        this.applier = new Applier<>(stateMachine, appliedIndex, environment, metrics, loop::wake, onFailure);
        this.applyQueue = new ApplyQueue<>(raft.log(), appliedIndex, raft.self(), applier, writer);
        this.snapshots = new SnapshotLoop<>(
                stateMachine, applier, config.snapshots(), storage.freeSpace(), environment, this, metrics, onFailure);
        this.requests = new ClientRequests<>(config, raft, environment, applier, this::step);
        this.leadership = new Leadership(raft, metrics);
        this.space = new DiskSpace(
                storage.freeSpace(),
                raft.self(),
                config.raft().windows().maxAppendBytes(),
                2 * config.raft().electionTimeout().toNanos());
        this.status = currentStatus();
        this.peerGauges = new PeerGauges(metrics.registry(), environment, raft.self(), this::status);
        metrics.observe(this::status);
        metrics.queue("messages", messages::size);
        metrics.queue("requests", requests::waiting);
        metrics.queue("writes", writer::waiting);
        metrics.queue("batches", applier::waiting);
    }

    /**
     * How far the state machine is when the node starts. One that is behind the beginning of the log has not been replaced yet
     * by the snapshot that the log begins with: that is done now.
     */
    private static long appliedIndex(StateMachine<?> stateMachine, PersistentState state) {
        long logStart = state.snapshot().lastIncluded().index();
        if (stateMachine.appliedIndex() < logStart) {
            stateMachine.install(logStart);
            return logStart;
        }
        return stateMachine.appliedIndex();
    }

    // From other threads.

    void start() {
        announceConfiguration();
        applier.loop().start();
        writer.loop().start();
        snapshots.loop().start();
        loop.start();
        environment.transport().start(new Transport.Receiver() {
            // Dropped when the mailbox is full, as a network would.
            @Override
            public void receive(Message message) {
                if (messages.offer(message)) {
                    loop.takeTurn();
                }
            }

            @Override
            public void receive(SnapshotPart part) {
                snapshots.receive(part);
            }
        });
    }

    /** Takes a request of a client; returns false when too many wait already. */
    boolean take(ClientRequests.Arrival<R> request) {
        boolean taken = requests.offer(request);
        if (taken) {
            loop.wake();
        }
        return taken;
    }

    /** Has the state made durable now, and then the log compacted. Any thread may call it. */
    void persist() {
        snapshots.persist();
    }

    /** As of the last turn, but for what is applied: that is as of now. */
    RaftStatus status() {
        return status.withAppliedIndex(applier.appliedIndex());
    }

    Raft raft() {
        return raft;
    }

    ClientRequests<R> requests() {
        return requests;
    }

    /** Stops the loops, in the order in which work flows. Nobody is left waiting for an answer. */
    void close() {
        loop.close();
        writer.loop().close();
        snapshots.loop().close();
        applier.loop().close();
        requests.stop();
        snapshots.stop();
        applier.stop();
    }

    // From this node's log writer.

    @Override
    public void finishedWrites(int count, List<Message> toSelf) {
        complete(() -> {
            long install = unfinishedWrites.finish(count);
            if (install > 0) {
                snapshots.install(install);
            }
            toSelf.forEach(message -> step(new Input.MessageReceived(message)));
        });
    }

    @Override
    public void read(Effects.ReadEntries request, List<LogEntry> entries) {
        complete(() -> step(new Input.EntriesRead(request, entries)));
    }

    @Override
    public void readToApply(List<LogEntry> entries) {
        complete(() -> applyQueue.fetched(entries, requests));
    }

    // From this node's snapshot loop.

    @Override
    public void persisted(long index) {
        complete(() -> {
            persisting = false;
            compactLog(index);
        });
    }

    /** What a follower needs next that catches up after a snapshot stays, until the log takes too much room. */
    private void compactLog(long persistedIndex) {
        long formerFirst = raft.log().firstIndex();
        long neededFrom = raft.neededFrom();
        long bytes = storage.logSize().bytes();
        boolean isRoom = bytes <= config.snapshots().maxHeldLogBytes();
        step(new Input.StatePersisted(persistedIndex, isRoom ? Followers.HOLD : Followers.LET_GO));
        long first = raft.log().firstIndex();
        if (first > formerFirst && first > neededFrom) {
            LOG.warn(
                    "forgot entries that a follower needs next, which gets another snapshot:"
                            + " logBytes={} maxHeldLogBytes={} neededFrom={} firstIndex={} server={}",
                    bytes,
                    config.snapshots().maxHeldLogBytes(),
                    neededFrom,
                    first,
                    Long.toHexString(raft.self()));
        }
    }

    @Override
    public void snapshotTaken(long lastIncludedIndex) {
        complete(() -> step(new Input.SnapshotTaken(lastIncludedIndex)));
    }

    @Override
    public void snapshotTransferEnded(InstallSnapshot request) {
        complete(() -> step(new Input.SnapshotTransferEnded(request)));
    }

    @Override
    public void snapshotArrived(InstallSnapshot request) {
        complete(() -> {
            long logStart = raft.log().firstIndex() - 1;
            step(new Input.MessageReceived(request));
            boolean wanted = raft.log().firstIndex() - 1 > logStart;
            if (wanted) {
                applyQueue.beginInstall(raft.log().firstIndex() - 1);
            } else {
                snapshots.notNeeded(request);
            }
        });
    }

    @Override
    public void snapshotInstalled() {
        complete(applyQueue::installed);
    }

    private void complete(Runnable completion) {
        completions.add(completion);
        loop.takeTurn();
    }

    // One turn.

    @Override
    public long run(long now) {
        for (Runnable completion = completions.poll(); completion != null; completion = completions.poll()) {
            completion.run();
        }
        messages.drainTo(drainedMessages);
        drainedMessages.forEach(this::stepFromPeer);
        drainedMessages.clear();
        requests.takeArrivals(now, space);
        if (now >= raft.nextDeadline()) {
            step(new Input.Tick());
        }
        if (space.isTimeToHandOver(now) && raft.isLeader()) {
            step(new Input.TransferRequested(0));
        }
        switch (leadership.observe()) {
            case SAME -> {}
            case FOUND -> requests.retryRefused();
            case LOST -> {
                carryOut(core.takeEffects(), now); // what was committed before the leader was lost is not lost
                requests.loseLeader();
                requests.retryRefused();
            }
        }
        requests.expire(now);
        requests.submit(now);
        core.replicate(environment.nanoTime());
        carryOut(core.takeEffects(), now);
        announceConfiguration();
        status = currentStatus();
        snapshots.observe(raft.currentTerm(), raft.log().commitIndex());
        return Math.min(raft.nextDeadline(), requests.nextDeadline());
    }

    /** What there is no room for is as good as lost: a leader sends its entries again, a follower does not know the outcome. */
    private void stepFromPeer(Message message) {
        boolean bringsEntries = switch (message) {
            case AppendEntries request -> !request.entries().isEmpty();
            case ForwardedProposals ignored -> true;
            default -> false;
        };
        if (!bringsEntries || space.isEnough()) {
            step(new Input.MessageReceived(message));
        }
    }

    private void step(Input input) {
        core.step(environment.nanoTime(), input);
    }

    private void carryOut(Effects effects, long now) {
        effects.messages().forEach(environment.transport()::send);
        if (!effects.writes().isEmpty() || !effects.messagesWhenDurable().isEmpty()) {
            unfinishedWrites.begin(effects.writes());
            writer.submit(new LogWriter.Job.Write(effects.writes(), effects.messagesWhenDurable()));
        }
        for (Effects.ReadEntries request : effects.entriesToRead()) {
            writer.submit(new LogWriter.Job.ReadForPeer(request));
        }
        if (effects.snapshotWanted()) {
            snapshots.take(raft.log().firstIndex() - 1);
        }
        for (InstallSnapshot request : effects.snapshotsToSend()) {
            snapshots.send(request, now);
        }
        requests.carryOut(effects, now);
        commitIndex = Math.max(commitIndex, effects.commitIndex());
        applyQueue.handOver(Math.min(commitIndex, unfinishedWrites.lastIndexNotCovered()), requests);
        if (!persisting && applyQueue.isTimeToPersist(config.persistEvery())) {
            persisting = true;
            snapshots.persist();
        }
    }

    /** The transport reaches whoever the latest configuration names. */
    private void announceConfiguration() {
        Configuration configuration = raft.configuration();
        if (!configuration.equals(announced)) {
            LOG.info(
                    "members change from {} to {} index={} server={}",
                    printed(announced),
                    printed(configuration),
                    raft.log().configuration().index(),
                    Long.toHexString(raft.self()));
            announced = configuration;
            var addresses = new TreeMap<Long, String>();
            configuration.members().forEach(member -> addresses.put(member, ""));
            addresses.putAll(configuration.addresses());
            environment.transport().setPeers(addresses);
            peerGauges.observe(configuration);
        }
    }

    /** Ids as operators read them: in hexadecimal. */
    private static String printed(Configuration configuration) {
        var text = new StringBuilder("voters ").append(hex(configuration.voters()));
        if (configuration.isJoint()) {
            text.append(" together with those of before ").append(hex(configuration.oldVoters()));
        }
        if (!configuration.joining().isEmpty()) {
            text.append(" joining ").append(hex(configuration.joining()));
        }
        if (!configuration.learners().isEmpty()) {
            text.append(" learners ").append(hex(configuration.learners()));
        }
        return text.toString();
    }

    private static List<String> hex(List<Long> ids) {
        return ids.stream().map(Long::toHexString).toList();
    }

    private RaftStatus currentStatus() {
        return new RaftStatus(
                raft.self(),
                raft.role(),
                raft.currentTerm(),
                raft.leader(),
                raft.log().firstIndex(),
                raft.log().lastIndex(),
                raft.log().commitIndex(),
                applier.appliedIndex(),
                raft.configuration(),
                raft.log().configuration().index() <= raft.log().commitIndex(),
                raft.progress());
    }
}

package io.raftkv.raft.node;

import io.raftkv.raft.core.Effects;
import io.raftkv.raft.core.Input;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.core.Message;
import io.raftkv.raft.core.PersistentState;
import io.raftkv.raft.core.Proposal;
import io.raftkv.raft.core.Raft;
import io.raftkv.raft.storage.RaftStorage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The first stage: owns {@link Raft}. Takes everything that has queued up since its last turn, steps it through the core
 * one input at a time, lets the core replicate once, and hands the effects on: messages to the transport, writes to the
 * {@link LogWriter}, committed entries to the {@link Applier}.
 */
final class ConsensusLoop<R> implements LoopBody, LogWriter.Listener {

    /** What arrives from clients. */
    private sealed interface Arrival<R> {
        record OfProposal<R>(ByteBuffer payload, CompletableFuture<R> answer) implements Arrival<R> {}

        record OfRead<R>(CompletableFuture<Long> answer) implements Arrival<R> {}
    }

    private static final int MAX_WAITING_MESSAGES = 16 * 1024;

    private final RaftNodeConfig config;
    private final Environment environment;
    private final Raft raft;
    private final LogWriter writer;
    private final Applier<R> applier;
    private final ApplyQueue<R> applyQueue;
    private final UnfinishedWrites unfinishedWrites = new UnfinishedWrites();
    private final PendingProposals<R> proposals;
    private final PendingReads reads;
    private final Leadership leadership;
    private final Loop loop;

    /** From clients: bounded, and what does not fit is refused. */
    private final Mailbox<Arrival<R>> arrivals;

    /** From peers: bounded, and what does not fit is lost. Apart from clients, whose crowd must not cost a leader its votes. */
    private final Mailbox<Message> messages = new Mailbox<>(MAX_WAITING_MESSAGES);

    /** From this node's own stages: bounded by what this loop has asked them to do. */
    private final ConcurrentLinkedQueue<Runnable> completions = new ConcurrentLinkedQueue<>();

    private final List<Arrival<R>> drained = new ArrayList<>();
    private final List<Message> drainedMessages = new ArrayList<>();
    private Effects effects = new Effects();

    /** Up to here entries may be applied, as far as the core has said so. */
    private long commitIndex;

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
        long appliedIndex = stateMachine.appliedIndex();
        PersistentState state = storage.recovered(appliedIndex);
        this.raft = new Raft(config.raft(), state, environment.random(), environment.nanoTime());
        this.loop = environment.newLoop("raft-consensus", new FailStop(this, onFailure));
        this.writer = new LogWriter(storage, environment, raft.self(), this, metrics, onFailure);
        this.applier = new Applier<>(stateMachine, appliedIndex, environment, loop::wake, onFailure);
        this.applyQueue = new ApplyQueue<>(raft.log(), appliedIndex, raft.self(), applier, writer);
        this.arrivals = new Mailbox<>(config.maxPendingRequests());
        this.proposals = new PendingProposals<>(
                environment.random().nextLong(), config.requestTimeout().toNanos());
        this.reads = new PendingReads(
                environment.random().nextLong(),
                config.requestTimeout().toNanos(),
                config.raft().electionTimeout().toNanos());
        this.leadership = new Leadership(raft, metrics);
        this.status = currentStatus();
    }

    // From other threads.

    void start() {
        applier.loop().start();
        writer.loop().start();
        loop.start();
        environment.transport().start(this::arrive);
    }

    /** A peer's message; dropped when the mailbox is full, as a network would. */
    private void arrive(Message message) {
        if (messages.offer(message)) {
            loop.wake();
        }
    }

    /** Returns false when too many requests wait already. */
    boolean propose(ByteBuffer payload, CompletableFuture<R> answer) {
        return take(new Arrival.OfProposal<>(payload, answer));
    }

    /** Returns false when too many requests wait already. */
    boolean read(CompletableFuture<Long> answer) {
        return take(new Arrival.OfRead<>(answer));
    }

    private boolean take(Arrival<R> request) {
        boolean taken = arrivals.offer(request);
        if (taken) {
            loop.wake();
        }
        return taken;
    }

    /** As of the last turn, but for what is applied: that is as of now. */
    RaftStatus status() {
        RaftStatus last = status;
        return new RaftStatus(
                last.self(),
                last.role(),
                last.term(),
                last.leader(),
                last.lastLogIndex(),
                last.commitIndex(),
                applier.appliedIndex());
    }

    Raft raft() {
        return raft;
    }

    /** Stops the loops, in the order in which work flows. Nobody is left waiting for an answer. */
    void close() {
        loop.close();
        writer.loop().close();
        applier.loop().close();
        refuseArrivals();
        proposals.stop();
        reads.stop();
        applier.stop();
    }

    /** Answers what arrived after the last turn. Any thread may call it once the node is closed. */
    void refuseArrivals() {
        List<Arrival<R>> late = new ArrayList<>();
        arrivals.drainTo(late);
        for (Arrival<R> arrival : late) {
            CompletableFuture<?> answer = switch (arrival) {
                case Arrival.OfProposal<R>(var payload, var promised) -> promised;
                case Arrival.OfRead<R>(var promised) -> promised;
            };
            answer.completeExceptionally(new RaftException.Stopped("the server stopped"));
        }
    }

    // From this node's log writer.

    @Override
    public void received(Message message) {
        complete(() -> step(new Input.MessageReceived(message)));
    }

    @Override
    public void finishedWrites(int count) {
        complete(() -> unfinishedWrites.finish(count));
    }

    @Override
    public void read(Effects.ReadEntries request, List<LogEntry> entries) {
        complete(() -> step(new Input.EntriesRead(request, entries)));
    }

    @Override
    public void readToApply(List<LogEntry> entries) {
        complete(() -> applyQueue.fetched(entries, proposals));
    }

    private void complete(Runnable completion) {
        completions.add(completion);
        loop.wake();
    }

    // One turn.

    @Override
    public long run(long now) {
        for (Runnable completion = completions.poll(); completion != null; completion = completions.poll()) {
            completion.run();
        }
        messages.drainTo(drainedMessages);
        drainedMessages.forEach(message -> step(new Input.MessageReceived(message)));
        drainedMessages.clear();
        arrivals.drainTo(drained);
        for (Arrival<R> arrival : drained) {
            switch (arrival) {
                case Arrival.OfProposal<R>(var payload, var answer) -> accept(payload, answer, now);
                case Arrival.OfRead<R>(var answer) -> accept(answer, now);
            }
        }
        drained.clear();
        if (now >= raft.nextDeadline()) {
            step(new Input.Tick());
        }
        if (leadership.hasChanged()) {
            proposals.loseLeader();
            reads.loseLeader();
        }
        proposals.expire(now);
        reads.expire(now);
        submitRequests(now);
        raft.replicate(environment.nanoTime(), effects);
        carryOut(now);
        status = currentStatus();
        return Math.min(raft.nextDeadline(), Math.min(proposals.nextDeadline(), reads.nextDeadline()));
    }

    private void step(Input input) {
        raft.step(environment.nanoTime(), input, effects);
    }

    private void accept(ByteBuffer payload, CompletableFuture<R> answer, long now) {
        if (tooManyPending()) {
            answer.completeExceptionally(overloaded());
        } else {
            proposals.add(payload, answer, now);
        }
    }

    private void accept(CompletableFuture<Long> answer, long now) {
        if (tooManyPending()) {
            answer.completeExceptionally(overloaded());
        } else {
            reads.add(answer, now);
        }
    }

    private boolean tooManyPending() {
        return proposals.size() + reads.size() + applier.waitingReaders() >= config.maxPendingRequests();
    }

    RaftException overloaded() {
        return new RaftException.Overloaded("more than " + config.maxPendingRequests()
                + " proposals and reads wait on this server already: try again later");
    }

    /** Requests wait here until there is a leader to take them. */
    private void submitRequests(long now) {
        if (raft.leader() == 0) {
            return;
        }
        List<Proposal> ready = proposals.takeHeld();
        if (!ready.isEmpty()) {
            step(new Input.Proposed(ready));
        }
        if (reads.hasWaiting()) {
            step(new Input.ReadRequested(reads.ask(now)));
        }
    }

    private void carryOut(long now) {
        Effects todo = effects;
        effects = new Effects();
        todo.messages().forEach(environment.transport()::send);
        if (!todo.writes().isEmpty() || !todo.messagesWhenDurable().isEmpty()) {
            unfinishedWrites.begin(todo.writes());
            writer.submit(new LogWriter.Job.Write(todo.writes(), todo.messagesWhenDurable()));
        }
        for (Effects.ReadEntries request : todo.entriesToRead()) {
            writer.submit(new LogWriter.Job.ReadForPeer(request));
        }
        for (Effects.Refused refused : todo.refusals()) {
            switch (refused) {
                case Effects.Refused.ProposalRefused(long number, var refusal) -> proposals.refuse(number, refusal);
                case Effects.Refused.ReadRefused(long readId, var refusal) -> reads.refuse(readId, now);
            }
        }
        for (Effects.GrantedRead granted : todo.grantedReads()) {
            @Nullable List<PendingReads.PendingRead> served = reads.grant(granted.readId());
            if (served != null) {
                applier.read(new Applier.Readers(granted.readIndex(), served));
            }
        }
        commitIndex = Math.max(commitIndex, todo.commitIndex());
        applyQueue.handOver(Math.min(commitIndex, unfinishedWrites.lastIndexNotCovered()), proposals);
    }

    private RaftStatus currentStatus() {
        return new RaftStatus(
                raft.self(),
                raft.role(),
                raft.currentTerm(),
                raft.leader(),
                raft.log().lastIndex(),
                raft.log().commitIndex(),
                applier.appliedIndex());
    }
}

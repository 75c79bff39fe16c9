package io.raftkv.raft.node;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.Effects;
import io.raftkv.raft.core.Input;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.core.MembershipChange;
import io.raftkv.raft.core.Proposal;
import io.raftkv.raft.core.Raft;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What clients of this server want, from the moment they ask until the core, or the applier, has the answer. Any thread may
 * {@link #offer}; everything else belongs to the consensus loop.
 */
final class ClientRequests<R> {

    /** What arrives. */
    sealed interface Arrival<R> {
        /** Who waits for it. */
        CompletableFuture<?> answer();

        record OfProposal<R>(ByteBuffer payload, CompletableFuture<R> answer) implements Arrival<R> {}

        record OfRead<R>(CompletableFuture<Long> answer) implements Arrival<R> {}

        record OfChange<R>(MembershipChange change, CompletableFuture<Configuration> answer) implements Arrival<R> {}

        record OfTransfer<R>(long target, CompletableFuture<Long> answer) implements Arrival<R> {}
    }

    private final RaftNodeConfig config;
    private final Raft raft;
    private final Applier<R> applier;
    private final Consumer<Input> step;

    /** Bounded, and what does not fit is refused. */
    private final Mailbox<Arrival<R>> arrivals;

    private final List<Arrival<R>> drained = new ArrayList<>();
    private final PendingProposals<R> proposals;
    private final PendingReads reads;
    private final PendingChanges changes;
    private final PendingTransfer transfer;

    /** A change that waits for a leader to take it, but not for longer than a request may wait. */
    private record HeldChange(MembershipChange change, CompletableFuture<Configuration> answer, long deadline) {}

    private final List<HeldChange> heldChanges = new ArrayList<>();

    ClientRequests(
            RaftNodeConfig config, Raft raft, Environment environment, Applier<R> applier, Consumer<Input> step) {
        this.config = config;
        this.raft = raft;
        this.applier = applier;
        this.step = step;
        this.arrivals = new Mailbox<>(config.maxPendingRequests());
        long timeoutNanos = config.requestTimeout().toNanos();
        this.proposals = new PendingProposals<>(
                environment.random().nextLong(),
                timeoutNanos,
                config.raft().heartbeatInterval().toNanos());
        this.reads = new PendingReads(
                environment.random().nextLong(),
                timeoutNanos,
                config.raft().electionTimeout().toNanos());
        this.changes = new PendingChanges(timeoutNanos);
        this.transfer = new PendingTransfer(raft);
    }

    /** Returns false when too many wait already. */
    boolean offer(Arrival<R> request) {
        return arrivals.offer(request);
    }

    /** How many have arrived and are not taken yet. */
    int waiting() {
        return arrivals.size();
    }

    RaftException overloaded() {
        return new RaftException.Overloaded("more than " + config.maxPendingRequests()
                + " proposals and reads wait on this server already: try again later");
    }

    /** Takes what has arrived since the last turn; writes only if there is room for them. */
    void takeArrivals(long now, DiskSpace space) {
        arrivals.drainTo(drained);
        for (Arrival<R> arrival : drained) {
            if (tooManyPending()) {
                arrival.answer().completeExceptionally(overloaded());
            } else {
                take(arrival, now, space);
            }
        }
        drained.clear();
    }

    private void take(Arrival<R> arrival, long now, DiskSpace space) {
        switch (arrival) {
            case Arrival.OfProposal<R>(var payload, var answer) -> {
                if (space.isEnough()) {
                    proposals.add(payload, answer, now);
                } else {
                    answer.completeExceptionally(new RaftException.DiskFull(space.describe()));
                }
            }
            case Arrival.OfRead<R>(var answer) -> reads.add(answer, now);
            case Arrival.OfChange<R>(var change, var answer) ->
                heldChanges.add(new HeldChange(
                        change, answer, now + config.requestTimeout().toNanos()));
            case Arrival.OfTransfer<R>(long target, var answer) -> {
                step.accept(new Input.TransferRequested(target));
                transfer.add(new PendingTransfer.Waiting(
                        target, answer, now + config.requestTimeout().toNanos()));
            }
        }
    }

    private boolean tooManyPending() {
        return proposals.size() + reads.size() + applier.waitingReaders() >= config.maxPendingRequests();
    }

    /** Hands over to the core what waits, if there is a leader to take it. */
    void submit(long now) {
        transfer.check(now);
        if (raft.leader() == 0 || raft.isHandingOver()) {
            return;
        }
        List<Proposal> ready = proposals.takeHeld(now);
        if (!ready.isEmpty()) {
            step.accept(new Input.Proposed(ready));
        }
        if (reads.hasWaiting()) {
            step.accept(new Input.ReadRequested(reads.ask(now)));
        }
        for (HeldChange change : heldChanges) {
            long number = proposals.nextNumber();
            changes.add(number, change.answer(), now);
            step.accept(new Input.MembershipChangeRequested(number, change.change()));
        }
        heldChanges.clear();
    }

    /** Tells those who wait what the core says. */
    void carryOut(Effects effects, long now) {
        for (Effects.Refused refused : effects.refusals()) {
            switch (refused) {
                case Effects.Refused.ProposalRefused(long number, var refusal) -> {
                    if (!changes.refuse(number, refusal)) {
                        proposals.refuse(number, refusal, now);
                    }
                }
                case Effects.Refused.ReadRefused(long readId, var refusal) -> reads.refuse(readId, now);
            }
        }
        for (Effects.GrantedRead granted : effects.grantedReads()) {
            @Nullable List<PendingReads.PendingRead> served = reads.grant(granted.readId());
            if (served != null) {
                applier.read(new Applier.Readers(granted.readIndex(), served));
            }
        }
    }

    /** An entry that a client of this server asked for is about to be applied: who waits for the result, null for nobody. */
    @Nullable
    CompletableFuture<R> whoWaitsFor(LogEntry entry) {
        return proposals.remove(entry.proposal());
    }

    /** A configuration that a client of this server asked for is committed. */
    void changed(LogEntry entry) {
        changes.complete(entry.proposal(), Configuration.decode(entry.payload()));
    }

    /** The leader that requests were handed to leads no more. */
    void loseLeader() {
        proposals.loseLeader();
        reads.loseLeader();
        changes.loseLeader();
    }

    /** There may be somebody now who takes what was refused before. */
    void retryRefused() {
        proposals.retryRefused();
    }

    /** Fails what has waited too long. */
    void expire(long now) {
        proposals.expire(now);
        reads.expire(now);
        changes.expire(now);
        heldChanges.removeIf(held -> {
            boolean late = held.deadline() <= now;
            if (late) {
                held.answer()
                        .completeExceptionally(new RaftException.NoLeader("no leader within the request time-out"));
            }
            return late;
        });
    }

    /** When this loop has to run again on account of clients, in nanoseconds. */
    long nextDeadline() {
        long next = Math.min(changes.nextDeadline(), Math.min(proposals.nextDeadline(), reads.nextDeadline()));
        return heldChanges.isEmpty()
                ? next
                : Math.min(next, heldChanges.getFirst().deadline());
    }

    /** The loop has stopped: nobody is left waiting. */
    void stop() {
        refuseArrivals();
        proposals.stop();
        reads.stop();
        changes.stop();
        transfer.stop();
        heldChanges.forEach(change -> change.answer().completeExceptionally(stopped()));
        heldChanges.clear();
    }

    /** Answers what arrived after the last turn. Any thread may call it once the node is closed. */
    void refuseArrivals() {
        List<Arrival<R>> late = new ArrayList<>();
        arrivals.drainTo(late);
        late.forEach(arrival -> arrival.answer().completeExceptionally(stopped()));
    }

    static RaftException stopped() {
        return new RaftException.Stopped("the server stopped");
    }
}

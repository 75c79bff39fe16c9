package io.raftkv.raft.node;

import io.raftkv.raft.core.Proposal;
import io.raftkv.raft.core.Refusal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The proposals of this server's clients, from the moment they are taken until their entry is applied here or they fail.
 * Each is tried once: a proposal that was handed to a leader which is then lost has an unknown outcome, and is never
 * proposed again.
 */
final class PendingProposals<R> {

    /**
     * One that waits.
     *
     * @param handed whether it was given to the core, and so may be in some leader's log
     */
    private record Pending<R>(ByteBuffer payload, CompletableFuture<R> answer, long deadline, boolean handed) {}

    /** By number, in the order in which they were taken, which is that of their deadlines. */
    private final Map<Long, Pending<R>> pending = new LinkedHashMap<>();

    /** Numbers of those that wait for a leader. */
    private List<Long> held = new ArrayList<>();

    private final long timeoutNanos;
    private long lastNumber;

    /** Numbers begin after {@code firstNumber}: random, so that a server that restarts does not use one again. */
    PendingProposals(long firstNumber, long timeoutNanos) {
        this.lastNumber = firstNumber;
        this.timeoutNanos = timeoutNanos;
    }

    int size() {
        return pending.size();
    }

    /** Takes a proposal; it waits here until {@link #takeHeld}. */
    void add(ByteBuffer payload, CompletableFuture<R> answer, long now) {
        lastNumber++;
        pending.put(lastNumber, new Pending<>(payload, answer, now + timeoutNanos, false));
        held.add(lastNumber);
    }

    /** Hands over what waits: there is a leader. */
    List<Proposal> takeHeld() {
        if (held.isEmpty()) {
            return List.of();
        }
        var proposals = new ArrayList<Proposal>(held.size());
        for (long number : held) {
            Pending<R> taken = pending.get(number);
            if (taken != null) {
                pending.put(number, new Pending<>(taken.payload(), taken.answer(), taken.deadline(), true));
                proposals.add(new Proposal(number, taken.payload()));
            }
        }
        held = new ArrayList<>();
        return proposals;
    }

    /** The entry of this proposal is about to be applied: whoever waits for it, or null when nobody does any more. */
    @Nullable
    CompletableFuture<R> remove(long number) {
        Pending<R> found = pending.remove(number);
        return found == null ? null : found.answer();
    }

    /** The proposal is in no log, and will be in none. */
    void refuse(long number, Refusal refusal) {
        CompletableFuture<R> answer = remove(number);
        if (answer != null) {
            answer.completeExceptionally(
                    switch (refusal) {
                        case NOT_LEADER -> new RaftException.NoLeader("there is no leader that this server knows of");
                        case TOO_MANY_UNCOMMITTED ->
                            new RaftException.Overloaded(
                                    "the leader holds as many uncommitted entries as it may: try again later");
                    });
        }
    }

    /** The leader that proposals were handed to is the leader no more. */
    void loseLeader() {
        fail(Long.MAX_VALUE, true, "the leader was lost while the proposal was under way");
    }

    /** Fails what has waited too long. */
    void expire(long now) {
        fail(now, false, "no answer within the request time-out");
        held.removeIf(number -> !pending.containsKey(number));
    }

    private void fail(long deadlineUpTo, boolean onlyHanded, String reason) {
        Iterator<Pending<R>> all = pending.values().iterator();
        while (all.hasNext()) {
            Pending<R> next = all.next();
            if (next.deadline() > deadlineUpTo) {
                return;
            }
            if (next.handed()) {
                all.remove();
                next.answer().completeExceptionally(new RaftException.OutcomeUnknown(reason));
            } else if (!onlyHanded) {
                all.remove();
                next.answer()
                        .completeExceptionally(new RaftException.NoLeader("no leader within the request time-out"));
            }
        }
    }

    /** The node stops. */
    void stop() {
        for (Pending<R> next : pending.values()) {
            next.answer()
                    .completeExceptionally(
                            next.handed()
                                    ? new RaftException.OutcomeUnknown("the server stopped meanwhile")
                                    : new RaftException.Stopped("the server stopped"));
        }
        pending.clear();
        held = new ArrayList<>();
    }

    /** When {@link #expire} is due next. */
    long nextDeadline() {
        return pending.isEmpty()
                ? LoopBody.WHEN_WOKEN
                : pending.values().iterator().next().deadline();
    }
}

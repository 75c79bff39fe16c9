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
 * Each takes effect once: a proposal that was handed to a leader which is then lost has an unknown outcome, and is never
 * proposed again. One that a server refused because it does not lead, or is handing over, has had no effect, and waits for
 * the next leader.
 *
 * <p>A number names a try, and is drawn when the proposal is handed over: so numbers arrive at a leader in the order in which
 * they were drawn, and a late copy of a refusal says nothing of the next try (known bug retried-write-twice).
 */
final class PendingProposals<R> {

    private record Pending<R>(ByteBuffer payload, CompletableFuture<R> answer, long deadline) {}

    /** Those that may be in some leader's log, by number, which is the order in which they were handed over. */
    private final Map<Long, Pending<R>> handed = new LinkedHashMap<>();

    /** Those that wait for a leader, and have certainly had no effect. */
    private List<Pending<R>> held = new ArrayList<>();

    private final long timeoutNanos;
    private final long retryNanos;
    private long lastNumber;

    /** When those that were refused may be tried again, in nanoseconds. */
    private long retryAt = Long.MIN_VALUE;

    /** Numbers begin after {@code firstNumber}: random, so that a server that restarts does not use one again. */
    PendingProposals(long firstNumber, long timeoutNanos, long retryNanos) {
        this.lastNumber = firstNumber;
        this.timeoutNanos = timeoutNanos;
        this.retryNanos = retryNanos;
    }

    int size() {
        return handed.size() + held.size();
    }

    /** Takes a proposal; it waits here until {@link #takeHeld}. */
    void add(ByteBuffer payload, CompletableFuture<R> answer, long now) {
        held.add(new Pending<>(payload, answer, now + timeoutNanos));
    }

    /** A number that no other request of this server has, to be used at once. */
    long nextNumber() {
        lastNumber++;
        return lastNumber;
    }

    /** Hands over what waits: there is a leader. */
    List<Proposal> takeHeld(long now) {
        if (held.isEmpty() || now < retryAt) {
            return List.of();
        }
        var proposals = new ArrayList<Proposal>(held.size());
        for (Pending<R> next : held) {
            long number = nextNumber();
            handed.put(number, next);
            proposals.add(new Proposal(number, next.payload()));
        }
        held = new ArrayList<>();
        return proposals;
    }

    /** The entry of this proposal is about to be applied: whoever waits for it, or null when nobody does any more. */
    @Nullable
    CompletableFuture<R> remove(long number) {
        Pending<R> found = handed.remove(number);
        return found == null ? null : found.answer();
    }

    /** The proposal is in no log, and will be in none: it waits for another leader, unless it is too much for this one. */
    void refuse(long number, Refusal refusal, long now) {
        Pending<R> refused = handed.remove(number);
        if (refused == null) {
            return;
        }
        switch (refusal) {
            case NOT_LEADER, LEADERSHIP_TRANSFER -> {
                held.add(refused);
                retryAt = now + retryNanos;
            }
            case TOO_MANY_UNCOMMITTED ->
                refused.answer()
                        .completeExceptionally(new RaftException.Overloaded(
                                "the leader holds as many uncommitted entries as it may: try again later"));
            case CHANGE_IN_PROGRESS, LEADER_NOT_READY, QUORUM_WOULD_BE_LOST, LEARNER_NOT_READY, IMPOSSIBLE_CHANGE ->
                throw new IllegalArgumentException(refusal + " refuses changes of members");
        }
    }

    /** Another server leads now. */
    void retryRefused() {
        retryAt = Long.MIN_VALUE;
    }

    /** The leader that proposals were handed to is the leader no more. */
    void loseLeader() {
        for (Pending<R> lost : handed.values()) {
            lost.answer()
                    .completeExceptionally(
                            new RaftException.OutcomeUnknown("the leader was lost while the proposal was under way"));
        }
        handed.clear();
    }

    /** Fails what has waited too long, and lets what was refused be tried again when it is time. */
    void expire(long now) {
        if (now >= retryAt) {
            retryRefused();
        }
        Iterator<Pending<R>> oldestFirst = handed.values().iterator();
        while (oldestFirst.hasNext()) {
            Pending<R> next = oldestFirst.next();
            if (next.deadline() > now) {
                break;
            }
            oldestFirst.remove();
            next.answer()
                    .completeExceptionally(new RaftException.OutcomeUnknown("no answer within the request time-out"));
        }
        held.removeIf(next -> {
            boolean late = next.deadline() <= now;
            if (late) {
                next.answer()
                        .completeExceptionally(new RaftException.NoLeader("no leader within the request time-out"));
            }
            return late;
        });
    }

    /** The node stops. */
    void stop() {
        for (Pending<R> next : handed.values()) {
            next.answer().completeExceptionally(new RaftException.OutcomeUnknown("the server stopped meanwhile"));
        }
        for (Pending<R> next : held) {
            next.answer().completeExceptionally(ClientRequests.stopped());
        }
        handed.clear();
        held = new ArrayList<>();
    }

    /** When {@link #expire} is due next, or what was refused may be tried again. */
    long nextDeadline() {
        long next = handed.isEmpty()
                ? LoopBody.WHEN_WOKEN
                : handed.values().iterator().next().deadline();
        if (!held.isEmpty()) {
            next = Math.min(next, held.getFirst().deadline());
            next = retryAt == Long.MIN_VALUE ? next : Math.min(next, retryAt);
        }
        return next;
    }
}

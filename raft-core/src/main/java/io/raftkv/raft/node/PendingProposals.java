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
        return pending.size();
    }

    /** Takes a proposal; it waits here until {@link #takeHeld}. */
    void add(ByteBuffer payload, CompletableFuture<R> answer, long now) {
        long number = nextNumber();
        pending.put(number, new Pending<>(payload, answer, now + timeoutNanos, false));
        held.add(number);
    }

    /** A number that no other request of this server has. */
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

    /**
     * The proposal is in no log, and will be in none: it waits for another leader, unless it is too much for this one. It is tried
     * again under another number, so that a late copy of this refusal says nothing of the next try (known bug
     * retried-write-twice).
     */
    void refuse(long number, Refusal refusal, long now) {
        Pending<R> refused = pending.remove(number);
        if (refused == null) {
            return;
        }
        switch (refusal) {
            case NOT_LEADER, LEADERSHIP_TRANSFER -> {
                long nextTry = nextNumber();
                pending.put(nextTry, new Pending<>(refused.payload(), refused.answer(), refused.deadline(), false));
                held.add(nextTry);
                retryAt = now + retryNanos;
            }
            case TOO_MANY_UNCOMMITTED -> {
                refused.answer()
                        .completeExceptionally(new RaftException.Overloaded(
                                "the leader holds as many uncommitted entries as it may: try again later"));
            }
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
        fail(Long.MAX_VALUE, true, "the leader was lost while the proposal was under way");
    }

    /** Fails what has waited too long, and lets what was refused be tried again when it is time. */
    void expire(long now) {
        if (now >= retryAt) {
            retryRefused();
        }
        fail(now, false, "no answer within the request time-out");
        held.removeIf(number -> isGoneOrLate(number, now));
    }

    /** One that was refused stands behind others of later deadlines, and so is looked at by itself. */
    private boolean isGoneOrLate(long number, long now) {
        Pending<R> waiting = pending.get(number);
        if (waiting != null && waiting.deadline() <= now) {
            pending.remove(number);
            waiting.answer().completeExceptionally(noLeader());
            return true;
        }
        return waiting == null;
    }

    private static RaftException noLeader() {
        return new RaftException.NoLeader("no leader within the request time-out");
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
                next.answer().completeExceptionally(noLeader());
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

    /** When {@link #expire} is due next, or what was refused may be tried again. */
    long nextDeadline() {
        long expires = pending.isEmpty()
                ? LoopBody.WHEN_WOKEN
                : pending.values().iterator().next().deadline();
        boolean retries = !held.isEmpty() && retryAt != Long.MIN_VALUE;
        return retries ? Math.min(expires, retryAt) : expires;
    }
}

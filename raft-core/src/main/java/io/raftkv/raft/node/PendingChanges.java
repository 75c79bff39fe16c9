package io.raftkv.raft.node;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.Refusal;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Changes of members that this server's clients wait for, from the moment they are handed to the core. */
final class PendingChanges {

    private record Pending(CompletableFuture<Configuration> answer, long deadline) {}

    private final Map<Long, Pending> pending = new LinkedHashMap<>();
    private final long timeoutNanos;

    PendingChanges(long timeoutNanos) {
        this.timeoutNanos = timeoutNanos;
    }

    void add(long number, CompletableFuture<Configuration> answer, long now) {
        pending.put(number, new Pending(answer, now + timeoutNanos));
    }

    /** The entry that completes the change is committed. */
    void complete(long number, Configuration configuration) {
        Pending found = pending.remove(number);
        if (found != null) {
            found.answer().complete(configuration);
        }
    }

    /** The change was refused; returns whether the number was one of a change. */
    boolean refuse(long number, Refusal refusal) {
        Pending found = pending.remove(number);
        if (found == null) {
            return false;
        }
        found.answer().completeExceptionally(new RaftException.ChangeRefused(refusal, explain(refusal)));
        return true;
    }

    private static String explain(Refusal refusal) {
        return switch (refusal) {
            case NOT_LEADER -> "there is no leader that this server knows of: try again later";
            case TOO_MANY_UNCOMMITTED -> "the leader holds as many uncommitted entries as it may: try again later";
            case LEADERSHIP_TRANSFER -> "the leadership is being handed over: try again later";
            case CHANGE_IN_PROGRESS -> "another change of members is not complete yet: try again later";
            case LEADER_NOT_READY -> "the leader has not committed an entry of its term yet: try again later";
            case QUORUM_WOULD_BE_LOST ->
                "too few of the voters would be alive after the change: start them first, or force the change";
            case LEARNER_NOT_READY -> "the learner has not caught up with the leader yet: try again later";
            case IMPOSSIBLE_CHANGE -> "the change does not fit the members as they are";
        };
    }

    /** The leader that they were handed to leads no more: the next one may complete them, or not. */
    void loseLeader() {
        pending.values()
                .forEach(lost -> lost.answer()
                        .completeExceptionally(new RaftException.OutcomeUnknown(
                                "the leader was lost while the change of members was under way")));
        pending.clear();
    }

    /** Fails what has waited too long. */
    void expire(long now) {
        Iterator<Pending> all = pending.values().iterator();
        while (all.hasNext()) {
            Pending next = all.next();
            if (next.deadline() > now) {
                return;
            }
            all.remove();
            next.answer()
                    .completeExceptionally(new RaftException.OutcomeUnknown(
                            "the change of members did not complete within the request time-out"));
        }
    }

    /** The node stops. */
    void stop() {
        pending.values()
                .forEach(next ->
                        next.answer().completeExceptionally(new RaftException.OutcomeUnknown("the server stopped")));
        pending.clear();
    }

    /** When {@link #expire} is due next. */
    long nextDeadline() {
        return pending.isEmpty()
                ? LoopBody.WHEN_WOKEN
                : pending.values().iterator().next().deadline();
    }
}

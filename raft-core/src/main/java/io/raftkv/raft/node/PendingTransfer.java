package io.raftkv.raft.node;

import io.raftkv.raft.core.Raft;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Those who wait until the leadership is handed over (D 3.10). */
final class PendingTransfer {

    /** Whom it shall go to, 0 for anybody, and who waits, until when, for the id of the new leader. */
    record Waiting(long target, CompletableFuture<Long> answer, long deadline) {}

    private final Raft raft;
    private final List<Waiting> waiting = new ArrayList<>();

    PendingTransfer(Raft raft) {
        this.raft = raft;
    }

    /** Takes a request after the core was asked; fails it when the core could not begin. */
    void add(Waiting request) {
        if (raft.isHandingOver()) {
            waiting.add(request);
        } else {
            request.answer()
                    .completeExceptionally(new RaftException.TransferFailed(
                            raft.isLeader()
                                    ? "there is no such voter to hand the leadership to"
                                    : "this server does not lead, so it cannot hand over the leadership"));
        }
    }

    /** Answers when it is decided, or nobody has won for too long. */
    void check(long now) {
        waiting.removeIf(next -> {
            boolean late = next.deadline() <= now;
            if (late) {
                next.answer()
                        .completeExceptionally(
                                new RaftException.TransferFailed("there is no new leader within the request time-out"));
            }
            return late;
        });
        if (waiting.isEmpty() || raft.isHandingOver()) {
            return;
        }
        if (raft.isLeader()) {
            fail("the other server did not take over within an election timeout; this one goes on leading");
        } else if (raft.leader() != 0) {
            for (Waiting next : waiting) {
                if (next.target() == 0 || next.target() == raft.leader()) {
                    next.answer().complete(raft.leader());
                } else {
                    next.answer()
                            .completeExceptionally(new RaftException.TransferFailed(
                                    "another server than the one that was named leads now: "
                                            + Long.toHexString(raft.leader())));
                }
            }
            waiting.clear();
        }
    }

    /** The node stops. */
    void stop() {
        fail("the server stopped");
    }

    private void fail(String reason) {
        waiting.forEach(next -> next.answer().completeExceptionally(new RaftException.TransferFailed(reason)));
        waiting.clear();
    }
}

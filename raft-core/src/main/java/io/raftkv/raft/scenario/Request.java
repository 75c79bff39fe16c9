package io.raftkv.raft.scenario;

import io.raftkv.raft.node.RaftException;
import io.raftkv.raft.node.RaftNode;
import org.jspecify.annotations.Nullable;

/** What a client asked of a server, and what it was told. */
public final class Request {

    private static final String NOTHING_YET = "";

    private String answer = NOTHING_YET;
    private String failure = NOTHING_YET;

    Request() {}

    /** The client has got an answer, or, when {@code cause} is not null, a reason why there is none. */
    void finish(@Nullable String told, @Nullable Throwable cause) {
        answer = told == null ? NOTHING_YET : told;
        failure = cause == null ? NOTHING_YET : describe(RaftNode.causeOf(cause));
    }

    private static String describe(Throwable cause) {
        String kind = cause instanceof RaftException ? cause.getClass().getSimpleName() + ": " : "";
        return kind + cause.getMessage();
    }

    /** Whether it was done, and the client knows. */
    public boolean isDone() {
        return !answer.isEmpty();
    }

    /** Whether the client was told that it may have been done or not. */
    public boolean isUnknown() {
        return failure.startsWith(RaftException.OutcomeUnknown.class.getSimpleName());
    }

    /** Whether the client was told that it was not done, and will not be. */
    public boolean hasFailed() {
        return !failure.isEmpty() && !isUnknown();
    }

    /** Whether the client has not been told anything yet. */
    public boolean isPending() {
        return !isDone() && failure.isEmpty();
    }

    /** What the client was told; empty as long as that is nothing. */
    public String told() {
        return isDone() ? answer : failure;
    }
}

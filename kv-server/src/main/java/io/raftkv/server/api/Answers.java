package io.raftkv.server.api;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.raftkv.raft.core.Refusal;
import io.raftkv.raft.node.RaftException;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.server.members.MemberException;
import io.raftkv.server.mvcc.KvException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the outcome of a request into what goes over the wire: one response, or a status with a text that clients know. */
final class Answers {

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private Answers() {}

    /** Sends {@code outcome}, finished by {@code complete}, when it is there. */
    static <T, A> void send(CompletableFuture<T> outcome, Function<T, A> complete, StreamObserver<A> observer) {
        var unused = outcome.whenComplete((response, failure) -> {
            if (failure != null) {
                observer.onError(statusOf(RaftNode.causeOf(failure)).asRuntimeException());
                return;
            }
            observer.onNext(complete.apply(response));
            observer.onCompleted();
        });
    }

    private static Status statusOf(Throwable failure) {
        return switch (failure) {
            case KvException refused ->
                Status.fromCode(Status.Code.valueOf(refused.error().statusCode()))
                        .withDescription(refused.error().text());
            case MemberException refused ->
                Status.fromCode(Status.Code.valueOf(refused.error().statusCode()))
                        .withDescription(refused.error().text());
            case RaftException raft -> statusOf(raft);
            case CancellationException stopped -> Status.UNAVAILABLE.withDescription("etcdserver: server stopped");
            default -> {
                LOG.error(
                        "a request failed for a reason that is not the client's cause={}", failure.toString(), failure);
                yield Status.INTERNAL.withDescription("etcdserver: internal error: " + failure);
            }
        };
    }

    private static Status statusOf(RaftException failure) {
        return switch (failure) {
            case RaftException.NoLeader ignored -> Status.UNAVAILABLE.withDescription("etcdserver: no leader");
            case RaftException.OutcomeUnknown ignored ->
                Status.UNAVAILABLE.withDescription(
                        "etcdserver: request timed out, possibly due to previous leader failure");
            case RaftException.TimedOut ignored ->
                Status.UNAVAILABLE.withDescription(
                        "etcdserver: request timed out, waiting for the applied index took too long");
            case RaftException.Overloaded ignored ->
                Status.RESOURCE_EXHAUSTED.withDescription("etcdserver: too many requests");
            case RaftException.DiskFull ignored ->
                Status.RESOURCE_EXHAUSTED.withDescription("etcdserver: mvcc: database space exceeded");
            case RaftException.ChangeRefused refused -> statusOf(refused.refusal());
            case RaftException.TransferFailed ignored ->
                Status.UNAVAILABLE.withDescription("etcdserver: request timed out");
            case RaftException.Stopped ignored -> Status.UNAVAILABLE.withDescription("etcdserver: server stopped");
        };
    }

    /**
     * A change of members that may succeed later has the one text that clients know to mean: it did not happen, try again.
     */
    private static Status statusOf(Refusal refusal) {
        return switch (refusal) {
            case NOT_LEADER -> Status.UNAVAILABLE.withDescription("etcdserver: no leader");
            case TOO_MANY_UNCOMMITTED, LEADERSHIP_TRANSFER, CHANGE_IN_PROGRESS, LEADER_NOT_READY ->
                Status.RESOURCE_EXHAUSTED.withDescription("etcdserver: too many requests");
            case QUORUM_WOULD_BE_LOST ->
                Status.FAILED_PRECONDITION.withDescription(
                        "etcdserver: re-configuration failed due to not enough started members");
            case LEARNER_NOT_READY ->
                Status.FAILED_PRECONDITION.withDescription(
                        "etcdserver: can only promote a learner member which is in sync with leader");
            case IMPOSSIBLE_CHANGE -> Status.NOT_FOUND.withDescription("etcdserver: member not found");
        };
    }
}

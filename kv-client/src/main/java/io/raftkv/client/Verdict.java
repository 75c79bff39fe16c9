package io.raftkv.client;

import io.grpc.Status;

/** What the failure of one attempt says about the request: the rule that keeps a write from being done twice. */
public enum Verdict {
    /** It did not happen, and would be refused again. */
    REFUSED,
    /** It did not happen; another server, or the same one later, may do it. */
    NOT_DONE,
    /** It may have happened, or may happen yet. */
    UNKNOWN;

    private static final String NO_LEADER = "etcdserver: no leader";
    private static final String TOO_MANY_REQUESTS = "etcdserver: too many requests";

    /**
     * What it says.
     *
     * @param failure how the attempt ended
     * @param departure whether a server may have seen it
     */
    public static Verdict of(Status failure, Departure departure) {
        if (!departure.isPossible()) {
            return failure.getCode() == Status.Code.INVALID_ARGUMENT ? REFUSED : NOT_DONE;
        }
        String text = failure.getDescription() == null ? "" : failure.getDescription();
        return switch (failure.getCode()) {
            case INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    FAILED_PRECONDITION,
                    OUT_OF_RANGE,
                    PERMISSION_DENIED,
                    UNAUTHENTICATED,
                    UNIMPLEMENTED -> REFUSED;
            // A connection that broke under load has the same code; only the server's own words are certain.
            case RESOURCE_EXHAUSTED ->
                text.equals(TOO_MANY_REQUESTS) ? NOT_DONE : text.startsWith("etcdserver: ") ? REFUSED : UNKNOWN;
            // Told before the request is proposed. Every other text can come after.
            case UNAVAILABLE -> text.equals(NO_LEADER) ? NOT_DONE : UNKNOWN;
            case OK, CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, ABORTED, INTERNAL, DATA_LOSS -> UNKNOWN;
        };
    }
}

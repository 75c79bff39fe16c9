package io.raftkv.client;

import org.jspecify.annotations.Nullable;

/**
 * A request did not get its answer. The three kinds differ in what the caller may conclude about the store, which is
 * what decides whether a write may be sent again.
 */
public abstract sealed class KvException extends RuntimeException
        permits RequestRefusedException, UnavailableException, OutcomeUnknownException {
    private static final long serialVersionUID = 1;

    private final String reason;
    private final String code;

    KvException(String message, String code, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = message;
        this.code = code;
    }

    /** What happened, in one line; never null. */
    @Override
    public String getMessage() {
        return reason;
    }

    /** The name of the gRPC status code that the last attempt ended with, such as {@code UNAVAILABLE}. */
    public String code() {
        return code;
    }
}

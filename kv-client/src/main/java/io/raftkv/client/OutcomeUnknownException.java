package io.raftkv.client;

import org.jspecify.annotations.Nullable;

/**
 * A write was sent, and no answer came: it may have happened, it may still happen, or never. Whoever sends it again may
 * do it twice; read first, or write with a {@link Txn} that compares.
 */
public final class OutcomeUnknownException extends KvException {
    private static final long serialVersionUID = 1;

    OutcomeUnknownException(String message, String code, @Nullable Throwable cause) {
        super(message, code, cause);
    }
}

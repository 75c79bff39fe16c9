package io.raftkv.client;

import org.jspecify.annotations.Nullable;

/**
 * The server said no: the request had no effect, and would be refused again as it stands. The message is the server's
 * own.
 */
public final class RequestRefusedException extends KvException {
    private static final long serialVersionUID = 1;

    RequestRefusedException(String message, String code, @Nullable Throwable cause) {
        super(message, code, cause);
    }
}

package io.raftkv.client;

import org.jspecify.annotations.Nullable;

/**
 * Nobody answered in time, and the request certainly had no effect: it was a read, or a write that never left this
 * process or that every server turned down before it began. It may be sent again.
 */
public final class UnavailableException extends KvException {
    private static final long serialVersionUID = 1;

    UnavailableException(String message, String code, @Nullable Throwable cause) {
        super(message, code, cause);
    }
}

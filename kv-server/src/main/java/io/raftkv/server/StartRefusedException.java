package io.raftkv.server;

import org.jspecify.annotations.Nullable;

/**
 * The server must not start: its configuration is wrong, or what it needs (a port, its data directory) cannot be had. The
 * message is one line for an operator: what is wrong, with which flag and value, and what to do.
 */
public final class StartRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A refusal that explains itself. */
    public StartRefusedException(String message) {
        super(message);
    }

    /** A refusal because of something beneath, where that is known. */
    public StartRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

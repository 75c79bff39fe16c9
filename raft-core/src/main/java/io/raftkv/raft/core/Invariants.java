package io.raftkv.raft.core;

import java.util.function.Supplier;

/**
 * Checks that stay on in production. A broken invariant means that this server can no longer be trusted with the data:
 * it must stop, not go on.
 */
public final class Invariants {

    private Invariants() {}

    /**
     * Does nothing when {@code holds}.
     *
     * @throws InvariantViolation otherwise, with the text of {@code message}, which says which rule and with what values
     */
    public static void check(boolean holds, Supplier<String> message) {
        if (!holds) {
            throw new InvariantViolation(message.get());
        }
    }

    /** Raised when this server broke, or was about to break, one of Raft's guarantees. */
    public static final class InvariantViolation extends IllegalStateException {
        private static final long serialVersionUID = 1;

        InvariantViolation(String message) {
            super(message);
        }
    }
}

package io.raftkv.jepsen.history;

import org.jspecify.annotations.Nullable;

/**
 * What one client did, from its invocation to its completion.
 *
 * @param invocation how it began
 * @param invokedAt place of the invocation in the history, from 0
 * @param completion how it ended; null when the history ends before
 * @param completedAt place of the completion in the history; {@link Long#MAX_VALUE} when it is unknown whether and when it took effect
 */
public record Operation(
        Event invocation, long invokedAt, @Nullable Event completion, long completedAt) {

    /** What is known of it: {@link EventType#INFO} when it never completed. */
    public EventType outcome() {
        return completion == null ? EventType.INFO : completion.type();
    }
}

package io.raftkv.server.process.history;

import org.jspecify.annotations.Nullable;

/**
 * One request of one client.
 *
 * @param client which client
 * @param key which key
 * @param action what was asked
 * @param invokedAt before it was sent; monotonic nanoseconds, comparable between clients
 * @param returnedAt after its end was known; {@link #NEVER} if its outcome is unknown
 * @param outcome how it ended
 */
public record Operation(int client, String key, Action action, long invokedAt, long returnedAt, Outcome outcome) {

    /** Later than every other time. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Checks that the outcome can be one of the action. */
    public Operation {
        boolean possible = switch (outcome) {
            case Outcome.Wrote wrote -> !(action instanceof Action.Read);
            case Outcome.Saw saw -> !(action instanceof Action.Put);
            case Outcome.Unknown unknown -> !(action instanceof Action.Read) && returnedAt == NEVER;
        };
        if (!possible || returnedAt < invokedAt) {
            throw new IllegalArgumentException("no such operation: " + action + " " + outcome + " " + invokedAt + ".."
                    + (returnedAt == NEVER ? "" : returnedAt));
        }
    }

    /** The value that this may have written, or null if it certainly wrote none. */
    public @Nullable String mayHaveWritten() {
        if (outcome instanceof Outcome.Saw) {
            return null;
        }
        return switch (action) {
            case Action.Read read -> null;
            case Action.Put put -> put.value();
            case Action.CompareAndSwap swap -> swap.value();
        };
    }

    /** Whether it was acknowledged that this wrote. */
    public boolean isAcknowledgedWrite() {
        return outcome instanceof Outcome.Wrote;
    }

    /** Whether nobody knows if this wrote. */
    public boolean isUnknown() {
        return outcome instanceof Outcome.Unknown;
    }

    /** The store's revision that the answer named, or 0 if there was none. */
    public long revision() {
        return switch (outcome) {
            case Outcome.Wrote wrote -> wrote.revision();
            case Outcome.Saw saw -> saw.revision();
            case Outcome.Unknown unknown -> 0;
        };
    }

    /** One line: when, who, what, and how it ended; the times in milliseconds after {@code origin}. */
    public String describe(long origin) {
        return "%10.3f .. %10s ms  client %2d  %s: %s: %s"
                .formatted(
                        (invokedAt - origin) / 1e6,
                        returnedAt == NEVER ? "" : "%.3f".formatted((returnedAt - origin) / 1e6),
                        client,
                        key,
                        action,
                        outcome);
    }
}

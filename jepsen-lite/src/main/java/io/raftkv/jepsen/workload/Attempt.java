package io.raftkv.jepsen.workload;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An operation that a client is about to begin.
 *
 * @param function what the history calls it
 * @param key of the history's event; null when the workload has but one object
 * @param value the argument, as plain data; null when there is none
 * @param action does it. Its answer is what the history tells of the completion
 */
public record Attempt(
        String function,
        @Nullable String key,
        @Nullable Object value,
        Function<Store, CompletableFuture<Answer>> action)
        implements Invocation {

    /**
     * What came back.
     *
     * @param value plain data; null is a value as well
     */
    public record Answer(@Nullable Object value) {}

    /** The answer of an operation that tells nothing which its argument does not say. */
    public Answer same() {
        return new Answer(value);
    }
}

package io.raftkv.jepsen.model;

import org.jspecify.annotations.Nullable;

/**
 * What one operation does to a state.
 *
 * @param <S> a state
 */
public interface Action<S> {

    /** The state after it; null when from that state the operation could not have had its answer. */
    @Nullable
    S apply(S state);

    /** Whether it leaves every state as it is: then it is done as soon as its answer is right, and not at all if it is unknown. */
    default boolean isReadOnly() {
        return false;
    }
}

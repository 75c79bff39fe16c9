package io.raftkv.raft.node;

import io.raftkv.raft.core.Effects;
import io.raftkv.raft.core.Input;
import org.jspecify.annotations.Nullable;

/**
 * Watches the algorithm: told of each step of a node's core, what came in, which rules it applied, what must be done because
 * of it, and what changed. Costs nothing when nobody watches. Called by the node's consensus loop, and must not block.
 */
@FunctionalInterface
public interface StepObserver {

    /** Watches nothing. */
    StepObserver NONE = step -> {};

    /**
     * One step.
     *
     * @param server id of the server
     * @param now monotonic time in nanoseconds, as the server sees it
     * @param input what came in; null when nothing did, and the server sent what had become ready
     *     ({@link io.raftkv.raft.core.Raft#replicate})
     * @param effects what must be done because of it, and {@link Effects#rules()}: which rules were applied
     * @param before how the server stood before
     * @param after how it stands now
     */
    record Step(long server, long now, @Nullable Input input, Effects effects, ServerState before, ServerState after) {}

    /** A step was taken. */
    void stepped(Step step);
}

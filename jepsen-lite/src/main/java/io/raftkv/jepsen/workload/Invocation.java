package io.raftkv.jepsen.workload;

import org.jspecify.annotations.Nullable;

/** The beginning of an operation, as a history tells it. */
public interface Invocation {

    /** What is done. */
    String function();

    /** Which object it is done to; null when there is but one. */
    @Nullable
    String key();

    /** The argument, as plain data; null when there is none. */
    @Nullable
    Object value();
}

package io.raftkv.jepsen.junit;

import io.raftkv.jepsen.nemesis.Schedule;
import io.raftkv.jepsen.run.Operations;
import org.jspecify.annotations.Nullable;

/**
 * Of a test, that which is done this time.
 *
 * @param schedule the faults in place of those that would be drawn; null when they are drawn
 */
record Variant(long seed, @Nullable Schedule schedule, Operations operations) {

    Variant schedule(Schedule other) {
        return new Variant(seed, other, operations);
    }

    Variant operations(Operations other) {
        return new Variant(seed, schedule, other);
    }

    static Variant of(long seed) {
        return new Variant(seed, null, Operations.ALL);
    }
}

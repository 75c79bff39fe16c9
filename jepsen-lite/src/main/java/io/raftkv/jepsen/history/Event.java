package io.raftkv.jepsen.history;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One line of a history.
 *
 * @param timeNanos when it happened, in nanoseconds since the run began; -1 when the history does not tell, since its order alone counts
 * @param process the client, which does one operation at a time; {@link #NEMESIS} for what is done to the cluster
 * @param type what this says of the operation
 * @param function what is done, such as {@code read}, {@code write}, {@code cas}; for the nemesis the name of the fault
 * @param key which object it is done to; null when the workload has but one
 * @param value plain data, of null, Boolean, Long, String, List and Map with String keys: the argument, or what came back
 * @param error why it failed or is unknown, for people; null when there is nothing to say
 */
public record Event(
        long timeNanos,
        int process,
        EventType type,
        String function,
        @Nullable String key,
        @Nullable Object value,
        @Nullable String error) {

    /** The process whose events tell of faults. */
    public static final int NEMESIS = -1;

    /** Checks that what must be there is there. */
    public Event {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(function, "function");
    }

    /** Whether it tells of a fault, and not of a client. */
    public boolean isNemesis() {
        return process == NEMESIS;
    }
}

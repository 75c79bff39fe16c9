package io.raftkv.jepsen.workload;

import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A command that a client is about to propose to a replicated state machine of any kind.
 *
 * @param function what the history calls it
 * @param key of the history's event; null when the state machine is one object
 * @param value the argument, as plain data; null when there is none
 * @param payload what is proposed, from its position to its limit
 * @param answer what the history tells of the state machine's answer, as plain data
 * @param <R> what the state machine answers
 */
public record Command<R>(
        String function,
        @Nullable String key,
        @Nullable Object value,
        ByteBuffer payload,
        Function<R, @Nullable Object> answer)
        implements Invocation {

    /** One whose answer is plain data itself: null, a Boolean, Long or String, or a List or Map of such. */
    public static <R> Command<R> of(String function, @Nullable Object value, ByteBuffer payload) {
        return new Command<>(function, null, value, payload, answer -> answer);
    }
}

package io.raftkv.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link Get}.
 *
 * @param header who answered, and as of when
 * @param pairs what was found, in the order asked for
 * @param more whether the limit cut the answer
 * @param count the number of keys in the range, whatever the limit
 */
public record GetResult(Header header, List<KeyValue> pairs, boolean more, long count) implements OpResult {

    /** Copies the list. */
    public GetResult {
        pairs = List.copyOf(pairs);
    }

    /** The first pair, or null if nothing was found. */
    public @Nullable KeyValue first() {
        return pairs.isEmpty() ? null : pairs.getFirst();
    }
}

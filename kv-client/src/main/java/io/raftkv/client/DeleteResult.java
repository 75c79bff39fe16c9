package io.raftkv.client;

import java.util.List;

/**
 * The answer to a {@link Delete}.
 *
 * @param header who answered, with the revision that the write made, or the present one if nothing was deleted
 * @param deleted the number of keys deleted
 * @param previous the deleted pairs, if they were asked for
 */
public record DeleteResult(Header header, long deleted, List<KeyValue> previous) implements OpResult {

    /** Copies the list. */
    public DeleteResult {
        previous = List.copyOf(previous);
    }
}

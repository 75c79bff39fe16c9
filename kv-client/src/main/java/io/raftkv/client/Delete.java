package io.raftkv.client;

import com.google.protobuf.ByteString;
import java.util.Objects;

/**
 * Deletes the keys of a range.
 *
 * @param range the keys
 * @param previous whether the answer carries the deleted pairs
 */
public record Delete(KeyRange range, Previous previous) implements Op {

    /** Checks that nothing is missing. */
    public Delete {
        Objects.requireNonNull(range, "range");
        Objects.requireNonNull(previous, "previous");
    }

    /** Deletes every key of the range. */
    public static Delete of(KeyRange range) {
        return new Delete(range, Previous.OMITTED);
    }

    /** Deletes one key. */
    public static Delete of(ByteString key) {
        return of(KeyRange.of(key));
    }

    /** Deletes one key, in UTF-8. */
    public static Delete of(String key) {
        return of(KeyRange.of(key));
    }

    /** The same, with or without the deleted pairs in the answer. */
    public Delete previous(Previous previous) {
        return new Delete(range, previous);
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }
}

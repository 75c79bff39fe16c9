package io.raftkv.client;

import com.google.protobuf.ByteString;
import java.util.Objects;

/**
 * Writes one pair.
 *
 * @param key the key, not empty
 * @param value the value
 * @param lease the lease to hang the key on, 0 for none, which also takes it off a former one
 * @param previous whether the answer carries the pair that was replaced
 */
public record Put(ByteString key, ByteString value, long lease, Previous previous) implements Op {

    /** Checks that nothing is missing. */
    public Put {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(previous, "previous");
    }

    /** Writes {@code value} at {@code key}, on no lease. */
    public static Put of(ByteString key, ByteString value) {
        return new Put(key, value, 0, Previous.OMITTED);
    }

    /** Writes {@code value} at {@code key}, both in UTF-8, on no lease. */
    public static Put of(String key, String value) {
        return of(ByteString.copyFromUtf8(key), ByteString.copyFromUtf8(value));
    }

    /** The same on a lease, 0 for none. */
    public Put lease(long lease) {
        return new Put(key, value, lease, previous);
    }

    /** The same, with or without the replaced pair in the answer. */
    public Put previous(Previous previous) {
        return new Put(key, value, lease, previous);
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }
}

package io.raftkv.server.mvcc;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where the store stands. It is one record in {@link Space#META}, written by every batch in the same transaction as the
 * data, so that no crash can part them (known bugs applied-index-apart and revision-goes-back).
 *
 * @param revision the store's revision, 1 for the empty store
 * @param compactedRevision the lowest revision that can be read, {@link #NEVER_COMPACTED} for all
 * @param appliedIndex index of the last log entry whose effects are contained, 0 for none
 */
public record StoreState(long revision, long compactedRevision, long appliedIndex) {
    /** The compacted revision of a store that was never compacted, the same number as etcd's. */
    public static final long NEVER_COMPACTED = -1;

    /** The empty store. */
    static final StoreState EMPTY = new StoreState(1, NEVER_COMPACTED, 0);

    static final byte[] KEY = "state".getBytes(StandardCharsets.US_ASCII);

    private static final int COMPACTED_AT = Long.BYTES;
    private static final int APPLIED_AT = 2 * Long.BYTES;
    private static final int ENCODED_BYTES = 3 * Long.BYTES;

    /** The state of a view. */
    static StoreState of(ReadView view) {
        return decode(view.get(Space.META, KEY));
    }

    /** Reads the record; none means the empty store. */
    static StoreState decode(byte @Nullable [] encoded) {
        if (encoded == null) {
            return EMPTY;
        }
        return new StoreState(
                BigEndian.getLong(encoded, 0),
                BigEndian.getLong(encoded, COMPACTED_AT),
                BigEndian.getLong(encoded, APPLIED_AT));
    }

    byte[] encode() {
        var encoded = new byte[ENCODED_BYTES];
        BigEndian.putLong(encoded, 0, revision);
        BigEndian.putLong(encoded, COMPACTED_AT, compactedRevision);
        BigEndian.putLong(encoded, APPLIED_AT, appliedIndex);
        return encoded;
    }
}

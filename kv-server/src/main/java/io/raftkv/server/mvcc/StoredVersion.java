package io.raftkv.server.mvcc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.raftkv.client.proto.mvccpb.KeyValue;

/**
 * A version of a key as {@link Space#KEYS} holds it. The stored value is {@code create revision | version | lease | value},
 * and empty for a tombstone. Fields are read where they lie, the value is wrapped and not copied.
 *
 * @param key its {@link VersionKey}
 * @param stored its stored value
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record StoredVersion(byte[] key, byte[] stored) {
    private static final int VERSION_AT = Long.BYTES;
    private static final int LEASE_AT = 2 * Long.BYTES;
    private static final int VALUE_AT = 3 * Long.BYTES;

    /** What a tombstone stores. */
    static final byte[] TOMBSTONE = {};

    /** The stored value of a put. */
    static byte[] encode(long createRevision, long version, long lease, ByteString value) {
        var stored = new byte[VALUE_AT + value.size()];
        BigEndian.putLong(stored, 0, createRevision);
        BigEndian.putLong(stored, VERSION_AT, version);
        BigEndian.putLong(stored, LEASE_AT, lease);
        value.copyTo(stored, VALUE_AT);
        return stored;
    }

    long modRevision() {
        return VersionKey.main(key);
    }

    long createRevision() {
        return BigEndian.getLong(stored, 0);
    }

    long version() {
        return BigEndian.getLong(stored, VERSION_AT);
    }

    long lease() {
        return BigEndian.getLong(stored, LEASE_AT);
    }

    ByteString value() {
        return UnsafeByteOperations.unsafeWrap(stored, VALUE_AT, stored.length - VALUE_AT);
    }

    /** This version as clients see it. */
    KeyValue toKeyValue() {
        return withoutValue().setValue(value()).build();
    }

    /** This version as clients see it that asked for keys only. */
    KeyValue toKeyValueWithoutValue() {
        return withoutValue().build();
    }

    private KeyValue.Builder withoutValue() {
        return KeyValue.newBuilder()
                .setKey(VersionKey.userKey(key))
                .setCreateRevision(createRevision())
                .setModRevision(modRevision())
                .setVersion(version())
                .setLease(lease());
    }
}

package io.raftkv.client;

import com.google.protobuf.ByteString;

/**
 * A stored pair.
 *
 * @param key the key
 * @param value the value; empty when only keys were asked for
 * @param createRevision the revision that created the key
 * @param modRevision the revision of its last write
 * @param version 1 after creation, one more with each write since
 * @param lease the lease that the key hangs on, 0 for none
 */
public record KeyValue(
        ByteString key, ByteString value, long createRevision, long modRevision, long version, long lease) {}

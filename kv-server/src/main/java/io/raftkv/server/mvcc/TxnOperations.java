package io.raftkv.server.mvcc;

import com.google.protobuf.ByteString;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeRequest;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeResponse;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.PutResponse;

/** What a Txn works on: a revision in the making, or a view when it only reads. */
interface TxnOperations {

    /** A cursor over {@link Space#KEYS}, which stands anywhere. */
    Cursor keys();

    /** The revision that a read sees now. */
    long revision();

    /** The lowest revision that can be read. */
    long compactedRevision();

    /** The version of a key that a read sees now, without its value. */
    NewestVersion newest(ByteString key);

    /** Puts without asking whether the request may be carried out. */
    PutResponse put(PutRequest request);

    /** Deletes what lies in the interval. */
    DeleteRangeResponse deleteRange(DeleteRangeRequest request);
}

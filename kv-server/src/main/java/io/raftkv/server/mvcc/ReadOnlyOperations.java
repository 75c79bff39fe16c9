package io.raftkv.server.mvcc;

import com.google.protobuf.ByteString;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeRequest;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeResponse;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.PutResponse;

/**
 * A Txn of reads on a view. A write that arrives here was routed wrongly: it has to go through the log.
 *
 * @param keys a cursor of the view
 * @param revision the view's
 * @param compactedRevision the view's
 */
record ReadOnlyOperations(Cursor keys, long revision, long compactedRevision) implements TxnOperations {

    @Override
    public NewestVersion newest(ByteString key) {
        throw writeInReadOnlyTxn();
    }

    @Override
    public PutResponse put(PutRequest request) {
        throw writeInReadOnlyTxn();
    }

    @Override
    public DeleteRangeResponse deleteRange(DeleteRangeRequest request) {
        throw writeInReadOnlyTxn();
    }

    private static IllegalArgumentException writeInReadOnlyTxn() {
        return new IllegalArgumentException("a Txn that writes was evaluated as a read: it has to be proposed");
    }
}

package io.raftkv.jepsen.workload;

import io.raftkv.client.proto.etcdserverpb.DeleteRangeRequest;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeResponse;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.PutResponse;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.RangeResponse;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import io.raftkv.client.proto.etcdserverpb.TxnResponse;
import java.util.concurrent.CompletableFuture;

/**
 * One server of the store under test, as a client sees it: etcd's requests and answers. A request is sent once and never tried
 * again. It fails with {@link NotDoneException} when it certainly had no effect and never will; after any other failure, and
 * when no answer comes, nobody knows.
 */
public interface Store {

    /** Reads keys. */
    CompletableFuture<RangeResponse> range(RangeRequest request);

    /** Writes a key. */
    CompletableFuture<PutResponse> put(PutRequest request);

    /** Deletes keys. */
    CompletableFuture<DeleteRangeResponse> deleteRange(DeleteRangeRequest request);

    /** Does several things at once, if what it compares is so. */
    CompletableFuture<TxnResponse> txn(TxnRequest request);
}

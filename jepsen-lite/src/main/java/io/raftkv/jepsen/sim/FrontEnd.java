package io.raftkv.jepsen.sim;

import io.raftkv.client.proto.etcdserverpb.DeleteRangeRequest;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeResponse;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.PutResponse;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.RangeResponse;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import io.raftkv.client.proto.etcdserverpb.TxnResponse;
import io.raftkv.jepsen.workload.Store;
import io.raftkv.server.kv.ReplicatedStore;
import java.util.concurrent.CompletableFuture;

/** What gRPC is to a real server: passes requests on, and says of a failure whether the request may have had an effect. */
record FrontEnd(ReplicatedStore store) implements Store {

    @Override
    public CompletableFuture<RangeResponse> range(RangeRequest request) {
        return Refusals.told(store.range(request));
    }

    @Override
    public CompletableFuture<PutResponse> put(PutRequest request) {
        return Refusals.told(store.put(request));
    }

    @Override
    public CompletableFuture<DeleteRangeResponse> deleteRange(DeleteRangeRequest request) {
        return Refusals.told(store.deleteRange(request));
    }

    @Override
    public CompletableFuture<TxnResponse> txn(TxnRequest request) {
        return Refusals.told(store.txn(request));
    }
}

package io.raftkv.jepsen.sim;

import io.raftkv.client.proto.etcdserverpb.DeleteRangeRequest;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeResponse;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.PutResponse;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.RangeResponse;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import io.raftkv.client.proto.etcdserverpb.TxnResponse;
import io.raftkv.jepsen.workload.CompactedException;
import io.raftkv.jepsen.workload.NotDoneException;
import io.raftkv.jepsen.workload.Store;
import io.raftkv.raft.node.RaftException;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.server.kv.ReplicatedStore;
import io.raftkv.server.mvcc.KvError;
import io.raftkv.server.mvcc.KvException;
import java.util.concurrent.CompletableFuture;

/** What gRPC is to a real server: passes requests on, and says of a failure whether the request may have had an effect. */
record FrontEnd(ReplicatedStore store) implements Store {

    @Override
    public CompletableFuture<RangeResponse> range(RangeRequest request) {
        return answer(store.range(request));
    }

    @Override
    public CompletableFuture<PutResponse> put(PutRequest request) {
        return answer(store.put(request));
    }

    @Override
    public CompletableFuture<DeleteRangeResponse> deleteRange(DeleteRangeRequest request) {
        return answer(store.deleteRange(request));
    }

    @Override
    public CompletableFuture<TxnResponse> txn(TxnRequest request) {
        return answer(store.txn(request));
    }

    private static <T> CompletableFuture<T> answer(CompletableFuture<T> outcome) {
        return outcome.exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                switch (RaftNode.causeOf(failure)) {
                    case RaftException.OutcomeUnknown unknown -> unknown;
                    case RaftException refused -> new NotDoneException(String.valueOf(refused.getMessage()));
                    case KvException refused
                    when refused.error() == KvError.COMPACTED ->
                        new CompactedException(refused.error().text());
                    case KvException refused ->
                        new NotDoneException(refused.error().text());
                    case Throwable other -> other;
                }));
    }
}

package io.raftkv.server.api;

import io.grpc.stub.StreamObserver;
import io.raftkv.client.proto.etcdserverpb.CompactionRequest;
import io.raftkv.client.proto.etcdserverpb.CompactionResponse;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeRequest;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeResponse;
import io.raftkv.client.proto.etcdserverpb.KVGrpc;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.PutResponse;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.RangeResponse;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import io.raftkv.client.proto.etcdserverpb.TxnResponse;
import io.raftkv.server.kv.ReplicatedStore;

/** etcd's KV service. */
public final class KvService extends KVGrpc.KVImplBase {

    private final ReplicatedStore store;
    private final ResponseHeaders headers;

    /** Serves this member's store. */
    public KvService(ReplicatedStore store, ResponseHeaders headers) {
        this.store = store;
        this.headers = headers;
    }

    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> observer) {
        Answers.send(
                store.range(request),
                answer -> answer.toBuilder()
                        .setHeader(headers.at(answer.getHeader().getRevision()))
                        .build(),
                observer);
    }

    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> observer) {
        Answers.send(
                store.put(request),
                answer -> answer.toBuilder()
                        .setHeader(headers.at(answer.getHeader().getRevision()))
                        .build(),
                observer);
    }

    @Override
    public void deleteRange(DeleteRangeRequest request, StreamObserver<DeleteRangeResponse> observer) {
        Answers.send(
                store.deleteRange(request),
                answer -> answer.toBuilder()
                        .setHeader(headers.at(answer.getHeader().getRevision()))
                        .build(),
                observer);
    }

    @Override
    public void txn(TxnRequest request, StreamObserver<TxnResponse> observer) {
        Answers.send(
                store.txn(request),
                answer -> answer.toBuilder()
                        .setHeader(headers.at(answer.getHeader().getRevision()))
                        .build(),
                observer);
    }

    @Override
    public void compact(CompactionRequest request, StreamObserver<CompactionResponse> observer) {
        Answers.send(
                store.compact(request),
                answer -> answer.toBuilder()
                        .setHeader(headers.at(answer.getHeader().getRevision()))
                        .build(),
                observer);
    }
}

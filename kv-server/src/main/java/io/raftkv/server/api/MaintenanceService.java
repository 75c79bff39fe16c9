package io.raftkv.server.api;

import io.grpc.stub.StreamObserver;
import io.raftkv.client.proto.etcdserverpb.HashKVRequest;
import io.raftkv.client.proto.etcdserverpb.HashKVResponse;
import io.raftkv.client.proto.etcdserverpb.MaintenanceGrpc;
import io.raftkv.client.proto.etcdserverpb.StatusRequest;
import io.raftkv.client.proto.etcdserverpb.StatusResponse;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.raft.node.RaftStatus;
import io.raftkv.server.kv.ReplicatedStore;
import io.raftkv.server.mvcc.KvResult;
import io.raftkv.server.mvcc.MvccStore;

/** etcd's Maintenance service, as far as it is served: Status and HashKV. Both answer without a quorum. */
public final class MaintenanceService extends MaintenanceGrpc.MaintenanceImplBase {

    private final RaftNode<KvResult> node;
    private final MvccStore store;
    private final ReplicatedStore replicated;
    private final ResponseHeaders headers;
    private final String apiVersion;

    /**
     * Serves this member.
     *
     * @param apiVersion the API level that is announced, by which clients detect features
     */
    public MaintenanceService(
            RaftNode<KvResult> node,
            MvccStore store,
            ReplicatedStore replicated,
            ResponseHeaders headers,
            String apiVersion) {
        this.node = node;
        this.store = store;
        this.replicated = replicated;
        this.headers = headers;
        this.apiVersion = apiVersion;
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
        RaftStatus status = node.status();
        var response = StatusResponse.newBuilder()
                .setHeader(headers.at(store.state().revision()))
                .setVersion(apiVersion)
                .setStorageVersion(apiVersion)
                .setDbSize(store.sizeInBytes())
                .setDbSizeInUse(store.liveSizeInBytes())
                .setLeader(status.leader())
                .setRaftIndex(status.lastLogIndex())
                .setRaftTerm(status.term())
                .setRaftAppliedIndex(status.appliedIndex());
        if (status.leader() == 0) {
            response.addErrors("etcdserver: no leader");
        }
        observer.onNext(response.build());
        observer.onCompleted();
    }

    @Override
    public void hashKV(HashKVRequest request, StreamObserver<HashKVResponse> observer) {
        Answers.send(
                replicated.hash(request.getRevision()),
                hash -> HashKVResponse.newBuilder()
                        .setHeader(headers.at(store.state().revision()))
                        .setHash(hash.hash())
                        .setCompactRevision(hash.compactedRevision())
                        .setHashRevision(hash.revision())
                        .build(),
                observer);
    }
}

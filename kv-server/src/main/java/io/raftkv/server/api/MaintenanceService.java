package io.raftkv.server.api;

import io.grpc.stub.StreamObserver;
import io.raftkv.client.proto.etcdserverpb.HashKVRequest;
import io.raftkv.client.proto.etcdserverpb.HashKVResponse;
import io.raftkv.client.proto.etcdserverpb.MaintenanceGrpc;
import io.raftkv.client.proto.etcdserverpb.MoveLeaderRequest;
import io.raftkv.client.proto.etcdserverpb.MoveLeaderResponse;
import io.raftkv.client.proto.etcdserverpb.StatusRequest;
import io.raftkv.client.proto.etcdserverpb.StatusResponse;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.raft.node.RaftStatus;
import io.raftkv.server.kv.ReplicatedStore;
import io.raftkv.server.members.MemberChanges;
import io.raftkv.server.mvcc.KvResult;
import io.raftkv.server.mvcc.MvccStore;

/** etcd's Maintenance service, as far as it is served. Status and HashKV answer without a quorum. */
public final class MaintenanceService extends MaintenanceGrpc.MaintenanceImplBase {

    private final RaftNode<KvResult> node;
    private final MvccStore store;
    private final ReplicatedStore replicated;
    private final MemberChanges members;
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
            MemberChanges members,
            ResponseHeaders headers,
            String apiVersion) {
        this.node = node;
        this.store = store;
        this.replicated = replicated;
        this.members = members;
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
                .setRaftIndex(status.commitIndex())
                .setRaftTerm(status.term())
                .setRaftAppliedIndex(status.appliedIndex())
                .setIsLearner(!status.configuration().isVoter(status.self()));
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

    @Override
    public void moveLeader(MoveLeaderRequest request, StreamObserver<MoveLeaderResponse> observer) {
        Answers.send(
                members.moveLeader(request.getTargetID()),
                moved -> MoveLeaderResponse.newBuilder()
                        .setHeader(headers.at(store.state().revision()))
                        .build(),
                observer);
    }
}

package io.raftkv.server.api;

import io.grpc.stub.StreamObserver;
import io.raftkv.client.proto.etcdserverpb.ClusterGrpc;
import io.raftkv.client.proto.etcdserverpb.MemberListRequest;
import io.raftkv.client.proto.etcdserverpb.MemberListResponse;
import io.raftkv.server.ClusterIdentity;
import io.raftkv.server.Url;
import io.raftkv.server.kv.ReplicatedStore;
import io.raftkv.server.mvcc.MvccStore;
import io.raftkv.server.proto.MemberAttributes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** etcd's Cluster service, as far as it is served: MemberList. */
public final class ClusterService extends ClusterGrpc.ClusterImplBase {

    private final ClusterIdentity identity;
    private final ReplicatedStore replicated;
    private final MvccStore store;
    private final ResponseHeaders headers;

    /** Serves the members of this cluster. */
    public ClusterService(
            ClusterIdentity identity, ReplicatedStore replicated, MvccStore store, ResponseHeaders headers) {
        this.identity = identity;
        this.replicated = replicated;
        this.store = store;
        this.headers = headers;
    }

    /** A linearizable list waits until this member has everything that was committed, as a read does. */
    @Override
    public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> observer) {
        var current = request.getLinearizable() ? replicated.linearize() : CompletableFuture.completedFuture(0L);
        Answers.send(current.thenCompose(index -> replicated.memberAttributes()), this::list, observer);
    }

    private MemberListResponse list(List<MemberAttributes> attributes) {
        Map<Long, List<String>> clientUrls = attributes.stream()
                .collect(Collectors.toMap(MemberAttributes::getId, told -> List.copyOf(told.getClientUrlsList())));
        var response = MemberListResponse.newBuilder()
                .setHeader(headers.at(store.state().revision()));
        for (var member : identity.members()) {
            response.addMembers(io.raftkv.client.proto.etcdserverpb.Member.newBuilder()
                    .setID(member.id())
                    .setName(member.name())
                    .addAllPeerURLs(print(member.peerUrls()))
                    .addAllClientURLs(clientUrls.getOrDefault(member.id(), print(member.clientUrls())))
                    .setIsLearner(member.learner()));
        }
        return response.build();
    }

    private static List<String> print(List<Url> urls) {
        return urls.stream().map(Url::toString).toList();
    }
}

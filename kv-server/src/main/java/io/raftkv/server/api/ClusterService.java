package io.raftkv.server.api;

import io.grpc.stub.StreamObserver;
import io.raftkv.client.proto.etcdserverpb.ClusterGrpc;
import io.raftkv.client.proto.etcdserverpb.MemberAddRequest;
import io.raftkv.client.proto.etcdserverpb.MemberAddResponse;
import io.raftkv.client.proto.etcdserverpb.MemberListRequest;
import io.raftkv.client.proto.etcdserverpb.MemberListResponse;
import io.raftkv.client.proto.etcdserverpb.MemberPromoteRequest;
import io.raftkv.client.proto.etcdserverpb.MemberPromoteResponse;
import io.raftkv.client.proto.etcdserverpb.MemberRemoveRequest;
import io.raftkv.client.proto.etcdserverpb.MemberRemoveResponse;
import io.raftkv.client.proto.etcdserverpb.MemberUpdateRequest;
import io.raftkv.client.proto.etcdserverpb.MemberUpdateResponse;
import io.raftkv.client.proto.etcdserverpb.ResponseHeader;
import io.raftkv.server.members.Member;
import io.raftkv.server.members.MemberChanges;
import io.raftkv.server.members.MemberDirectory;
import io.raftkv.server.members.Roster;
import io.raftkv.server.mvcc.MvccStore;
import java.util.List;

/** etcd's Cluster service. */
public final class ClusterService extends ClusterGrpc.ClusterImplBase {

    private final MemberDirectory directory;
    private final MemberChanges changes;
    private final MvccStore store;
    private final ResponseHeaders headers;

    /** Serves the members of this cluster. */
    public ClusterService(MemberDirectory directory, MemberChanges changes, MvccStore store, ResponseHeaders headers) {
        this.directory = directory;
        this.changes = changes;
        this.store = store;
        this.headers = headers;
    }

    @Override
    public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> observer) {
        Answers.send(
                request.getLinearizable() ? directory.latest() : directory.known(),
                roster -> MemberListResponse.newBuilder()
                        .setHeader(header())
                        .addAllMembers(print(roster))
                        .build(),
                observer);
    }

    @Override
    public void memberAdd(MemberAddRequest request, StreamObserver<MemberAddResponse> observer) {
        var role = request.getIsLearner() ? Member.Role.LEARNER : Member.Role.VOTER;
        Answers.send(
                changes.add(request.getPeerURLsList(), role),
                added -> MemberAddResponse.newBuilder()
                        .setHeader(header())
                        .setMember(print(added.member()))
                        .addAllMembers(print(added.roster()))
                        .build(),
                observer);
    }

    @Override
    public void memberRemove(MemberRemoveRequest request, StreamObserver<MemberRemoveResponse> observer) {
        Answers.send(
                changes.remove(request.getID()),
                roster -> MemberRemoveResponse.newBuilder()
                        .setHeader(header())
                        .addAllMembers(print(roster))
                        .build(),
                observer);
    }

    @Override
    public void memberUpdate(MemberUpdateRequest request, StreamObserver<MemberUpdateResponse> observer) {
        Answers.send(
                changes.move(request.getID(), request.getPeerURLsList()),
                roster -> MemberUpdateResponse.newBuilder()
                        .setHeader(header())
                        .addAllMembers(print(roster))
                        .build(),
                observer);
    }

    @Override
    public void memberPromote(MemberPromoteRequest request, StreamObserver<MemberPromoteResponse> observer) {
        Answers.send(
                changes.promote(request.getID()),
                roster -> MemberPromoteResponse.newBuilder()
                        .setHeader(header())
                        .addAllMembers(print(roster))
                        .build(),
                observer);
    }

    private ResponseHeader header() {
        return headers.at(store.state().revision());
    }

    private static List<io.raftkv.client.proto.etcdserverpb.Member> print(Roster roster) {
        return roster.members().stream().map(ClusterService::print).toList();
    }

    private static io.raftkv.client.proto.etcdserverpb.Member print(Member member) {
        return io.raftkv.client.proto.etcdserverpb.Member.newBuilder()
                .setID(member.id())
                .setName(member.name())
                .addAllPeerURLs(member.peerUrls())
                .addAllClientURLs(member.clientUrls())
                .setIsLearner(member.role() != Member.Role.VOTER)
                .build();
    }
}

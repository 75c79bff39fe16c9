package io.raftkv.server.api;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.raftkv.server.members.Enlistment;
import io.raftkv.server.members.Member;
import io.raftkv.server.members.MemberDirectory;
import io.raftkv.server.members.Newcomer;
import io.raftkv.server.members.Roster;
import io.raftkv.server.proto.MembersAnswer;
import io.raftkv.server.proto.MembersRequest;
import io.raftkv.server.proto.NewcomerAnswer;
import io.raftkv.server.proto.NewcomerRequest;
import io.raftkv.server.proto.PeerDiscoveryGrpc;
import io.raftkv.server.proto.PeerMember;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Tells other servers who takes part, and newcomers who they are. It is served on the peer port, which opens before the
 * server has all its parts; until then it asks to try again.
 */
public final class PeerDiscoveryService extends PeerDiscoveryGrpc.PeerDiscoveryImplBase {

    /** What it takes to answer. */
    private record Parts(MemberDirectory directory, Enlistment enlistment) {}

    private final long clusterId;
    private volatile @Nullable Parts parts;

    /** Serves nobody yet. */
    public PeerDiscoveryService(long clusterId) {
        this.clusterId = clusterId;
    }

    /** From now on it answers. */
    public void open(MemberDirectory directory, Enlistment enlistment) {
        parts = new Parts(directory, enlistment);
    }

    @Override
    public void members(MembersRequest request, StreamObserver<MembersAnswer> observer) {
        var open = parts;
        if (open == null) {
            refuse(observer);
            return;
        }
        Answers.send(
                open.directory().known(),
                roster -> MembersAnswer.newBuilder()
                        .setClusterId(clusterId)
                        .addAllMembers(print(roster))
                        .addAllRemoved(roster.removed())
                        .build(),
                observer);
    }

    @Override
    public void join(NewcomerRequest request, StreamObserver<NewcomerAnswer> observer) {
        var open = parts;
        if (open == null) {
            refuse(observer);
            return;
        }
        send(open.enlistment().join(newcomer(request)), observer);
    }

    @Override
    public void replace(NewcomerRequest request, StreamObserver<NewcomerAnswer> observer) {
        var open = parts;
        if (open == null) {
            refuse(observer);
            return;
        }
        send(open.enlistment().replace(newcomer(request)), observer);
    }

    private void send(CompletableFuture<Enlistment.Answer> answer, StreamObserver<NewcomerAnswer> observer) {
        Answers.send(
                answer,
                enlisted -> NewcomerAnswer.newBuilder()
                        .setOutcome(outcome(enlisted.outcome()))
                        .setClusterId(clusterId)
                        .setMemberId(enlisted.id())
                        .addAllMembers(print(enlisted.roster()))
                        .build(),
                observer);
    }

    private static NewcomerAnswer.Outcome outcome(Enlistment.Outcome outcome) {
        return switch (outcome) {
            case ENLISTED -> NewcomerAnswer.Outcome.ENLISTED;
            case NO_SUCH_MEMBER -> NewcomerAnswer.Outcome.NO_SUCH_MEMBER;
            case STARTED_BEFORE -> NewcomerAnswer.Outcome.STARTED_BEFORE;
        };
    }

    private static Newcomer newcomer(NewcomerRequest request) {
        return new Newcomer(request.getName(), request.getPeerUrlsList(), request.getClientUrlsList());
    }

    private static List<PeerMember> print(Roster roster) {
        return roster.members().stream().map(member -> print(member, roster)).toList();
    }

    private static PeerMember print(Member member, Roster roster) {
        return PeerMember.newBuilder()
                .setId(member.id())
                .setName(member.name())
                .addAllPeerUrls(member.peerUrls())
                .setStarted(roster.started().contains(member.id()))
                .build();
    }

    private static void refuse(StreamObserver<?> observer) {
        observer.onError(Status.UNAVAILABLE
                .withDescription("this server is starting: try again")
                .asRuntimeException());
    }
}

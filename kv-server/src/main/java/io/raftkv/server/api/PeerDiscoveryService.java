package io.raftkv.server.api;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.raftkv.raft.node.RaftStatus;
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
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells other servers who takes part, and newcomers who they are. It is served on the peer port, which opens before the
 * server has all its parts; until then it asks to try again, but tells other founders that this one is forming the cluster.
 */
public final class PeerDiscoveryService extends PeerDiscoveryGrpc.PeerDiscoveryImplBase {

    /** How long a majority may take to confirm an answer; less than whoever asks waits. */
    private static final int CONFIRMATION_MILLIS = 500;

    /** What it takes to answer. */
    private record Parts(Supplier<RaftStatus> status, MemberDirectory directory, Enlistment enlistment) {
        /** Whether this server has never stored anything: what it says of others is said as one of the founders. */
        boolean isFounding() {
            return status.get().lastLogIndex() == 0;
        }
    }

    /** What is known, and whether a majority has confirmed it. */
    private record Known(Roster roster, boolean isConfirmed) {}

    private final long clusterId;
    private volatile boolean isFounding;
    private volatile @Nullable Parts parts;

    /** Serves nobody yet. */
    public PeerDiscoveryService(long clusterId) {
        this.clusterId = clusterId;
    }

    /** From now on it says that this server is about to form the cluster, with nothing in its log. */
    public void found() {
        isFounding = true;
    }

    /**
     * From now on it answers everything.
     *
     * @param status how the node stands
     */
    public void open(Supplier<RaftStatus> status, MemberDirectory directory, Enlistment enlistment) {
        parts = new Parts(status, directory, enlistment);
    }

    @Override
    public void members(MembersRequest request, StreamObserver<MembersAnswer> observer) {
        var open = parts;
        if (open == null) {
            if (isFounding) {
                observer.onNext(MembersAnswer.newBuilder()
                        .setClusterId(clusterId)
                        .setFounding(true)
                        .build());
                observer.onCompleted();
            } else {
                refuse(observer);
            }
            return;
        }
        boolean founding = open.isFounding();
        Answers.send(
                request.getConfirmed() ? confirmed(open) : own(open),
                known -> MembersAnswer.newBuilder()
                        .setClusterId(clusterId)
                        .addAllMembers(print(known.roster()))
                        .addAllRemoved(known.roster().removed())
                        .setFounding(founding)
                        .setConfirmed(known.isConfirmed())
                        .build(),
                observer);
    }

    private static CompletableFuture<Known> own(Parts open) {
        return open.directory().known().thenApply(roster -> new Known(roster, false));
    }

    private static CompletableFuture<Known> confirmed(Parts open) {
        return open.status().get().leader() == 0
                ? own(open)
                : open.directory()
                        .latest()
                        .thenApply(roster -> new Known(roster, true))
                        .orTimeout(CONFIRMATION_MILLIS, TimeUnit.MILLISECONDS)
                        .exceptionallyCompose(nobodyConfirms -> own(open));
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
        send(open.enlistment().replace(newcomer(request), request.getReplacedId()), observer);
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
            case OTHER_MEMBER -> NewcomerAnswer.Outcome.OTHER_MEMBER;
        };
    }

    private static Newcomer newcomer(NewcomerRequest request) {
        return new Newcomer(
                request.getName(), request.getPeerUrlsList(), request.getClientUrlsList(), request.getClaim());
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

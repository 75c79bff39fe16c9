package io.raftkv.client.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.raftkv.client.proto.etcdserverpb.ClusterGrpc;
import io.raftkv.client.proto.etcdserverpb.MaintenanceGrpc;
import io.raftkv.client.proto.etcdserverpb.Member;
import io.raftkv.client.proto.etcdserverpb.MemberAddRequest;
import io.raftkv.client.proto.etcdserverpb.MemberAddResponse;
import io.raftkv.client.proto.etcdserverpb.MemberPromoteRequest;
import io.raftkv.client.proto.etcdserverpb.MemberPromoteResponse;
import io.raftkv.client.proto.etcdserverpb.MemberRemoveRequest;
import io.raftkv.client.proto.etcdserverpb.MemberRemoveResponse;
import io.raftkv.client.proto.etcdserverpb.MemberUpdateRequest;
import io.raftkv.client.proto.etcdserverpb.MemberUpdateResponse;
import io.raftkv.client.proto.etcdserverpb.MoveLeaderRequest;
import io.raftkv.client.proto.etcdserverpb.MoveLeaderResponse;
import io.raftkv.client.proto.etcdserverpb.ResponseHeader;
import io.raftkv.client.proto.etcdserverpb.StatusRequest;
import io.raftkv.client.proto.etcdserverpb.StatusResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands about members, against a server that takes down what it is asked. */
class MemberCommandTest {

    private static final ResponseHeader HEADER =
            ResponseHeader.newBuilder().setClusterId(0xc1L).setMemberId(0xa1L).build();
    private static final Member FIRST = Member.newBuilder()
            .setID(0xa1L)
            .setName("n1")
            .addPeerURLs("http://10.0.0.1:2380")
            .build();
    private static final Member ADDED = Member.newBuilder()
            .setID(0xa2L)
            .addPeerURLs("http://10.0.0.2:2380")
            .setIsLearner(true)
            .build();

    private final List<Message> asked = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private long leader = 0xa1L;
    private Server server;

    @BeforeEach
    void start() throws Exception {
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(new Cluster())
                .addService(new Maintenance())
                .build()
                .start();
    }

    @AfterEach
    void stop() {
        server.shutdownNow();
    }

    @Test
    void whoAddsAMemberIsToldHowToStartIt() {
        assertThat(run("member", "add", "n2", "--peer-urls=http://10.0.0.2:2380"))
                .isZero();

        assertThat(asked)
                .containsExactly(MemberAddRequest.newBuilder()
                        .addPeerURLs("http://10.0.0.2:2380")
                        .build());
        assertThat(out).hasToString("""
                Member a2 added to cluster c1

                start it with an empty data directory and these flags:
                  --name=n2
                  --initial-advertise-peer-urls=http://10.0.0.2:2380
                  --listen-peer-urls=http://10.0.0.2:2380
                  --initial-cluster=n1=http://10.0.0.1:2380,n2=http://10.0.0.2:2380
                  --initial-cluster-state=existing
                """);
    }

    @Test
    void aLearnerWithSeveralUrlsCanBeAdded() {
        assertThat(run("member", "add", "n2", "--learner", "--peer-urls=http://a:1,http://b:1", "-w", "json"))
                .isZero();

        assertThat(asked)
                .containsExactly(MemberAddRequest.newBuilder()
                        .addPeerURLs("http://a:1")
                        .addPeerURLs("http://b:1")
                        .setIsLearner(true)
                        .build());
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"member\":{\"ID\":162");
    }

    @Test
    void aMemberIsNamedByItsHexadecimalId() {
        assertThat(run("member", "remove", "ffffffffffffffff")).isZero();
        assertThat(run("member", "update", "a2", "--peer-urls=http://c:1")).isZero();
        assertThat(run("member", "promote", "a2")).isZero();

        assertThat(asked)
                .containsExactly(
                        MemberRemoveRequest.newBuilder().setID(-1).build(),
                        MemberUpdateRequest.newBuilder()
                                .setID(0xa2L)
                                .addPeerURLs("http://c:1")
                                .build(),
                        MemberPromoteRequest.newBuilder().setID(0xa2L).build());
        assertThat(out).hasToString("""
                Member ffffffffffffffff removed from cluster c1
                Member a2 updated in cluster c1
                Member a2 promoted in cluster c1
                """);
    }

    @Test
    void onlyTheLeaderIsAskedToHandOver() {
        assertThat(run("move-leader", "a2")).isZero();

        assertThat(asked)
                .containsExactly(
                        MoveLeaderRequest.newBuilder().setTargetID(0xa2L).build());
        assertThat(out).hasToString("Leadership transferred from a1 to a2\n");
    }

    @Test
    void withoutTheLeaderAmongTheEndpointsNothingIsMoved() {
        leader = 0xa2L;

        assertThat(run("move-leader", "a2")).isEqualTo(1);

        assertThat(asked).isEmpty();
        assertThat(err).hasToString("kvctl move-leader: none of the endpoints is the leader\n");
    }

    @Test
    void badUsageEndsWithTwo() {
        for (var arguments : List.of("member", "member add n2", "member remove n2", "member remove", "move-leader x")) {
            err.reset();
            assertThat(run(arguments.split(" "))).as(arguments).isEqualTo(2);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .endsWith("--help\n")
                    .hasLineCount(1);
        }
        assertThat(asked).isEmpty();
    }

    private int run(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--endpoints=127.0.0.1:" + server.getPort());
        return Kvctl.run(
                all.toArray(String[]::new),
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8));
    }

    private <A> void answer(Message request, A answer, StreamObserver<A> observer) {
        asked.add(request);
        observer.onNext(answer);
        observer.onCompleted();
    }

    private final class Cluster extends ClusterGrpc.ClusterImplBase {
        @Override
        public void memberAdd(MemberAddRequest request, StreamObserver<MemberAddResponse> observer) {
            var answer = MemberAddResponse.newBuilder()
                    .setHeader(HEADER)
                    .setMember(ADDED)
                    .addMembers(FIRST)
                    .addMembers(ADDED)
                    .build();
            answer(request, answer, observer);
        }

        @Override
        public void memberRemove(MemberRemoveRequest request, StreamObserver<MemberRemoveResponse> observer) {
            answer(request, MemberRemoveResponse.newBuilder().setHeader(HEADER).build(), observer);
        }

        @Override
        public void memberUpdate(MemberUpdateRequest request, StreamObserver<MemberUpdateResponse> observer) {
            answer(request, MemberUpdateResponse.newBuilder().setHeader(HEADER).build(), observer);
        }

        @Override
        public void memberPromote(MemberPromoteRequest request, StreamObserver<MemberPromoteResponse> observer) {
            answer(request, MemberPromoteResponse.newBuilder().setHeader(HEADER).build(), observer);
        }
    }

    private final class Maintenance extends MaintenanceGrpc.MaintenanceImplBase {
        @Override
        public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
            observer.onNext(StatusResponse.newBuilder()
                    .setHeader(HEADER)
                    .setLeader(leader)
                    .build());
            observer.onCompleted();
        }

        @Override
        public void moveLeader(MoveLeaderRequest request, StreamObserver<MoveLeaderResponse> observer) {
            answer(request, MoveLeaderResponse.newBuilder().setHeader(HEADER).build(), observer);
        }
    }
}

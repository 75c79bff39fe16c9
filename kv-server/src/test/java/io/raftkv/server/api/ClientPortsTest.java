package io.raftkv.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.raftkv.client.proto.etcdserverpb.KVGrpc;
import io.raftkv.client.proto.etcdserverpb.LeaseGrantRequest;
import io.raftkv.client.proto.etcdserverpb.LeaseGrpc;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.PutResponse;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.raft.transport.PeerSecurity;
import io.raftkv.server.InitialMember;
import io.raftkv.server.LogLevel;
import io.raftkv.server.ServerConfig;
import io.raftkv.server.StartRefusedException;
import io.raftkv.server.Url;
import io.raftkv.server.observe.HttpAnswer;
import io.raftkv.server.observe.HttpEndpoints;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientPortsTest {

    private static final int MAX_REQUEST_BYTES = 1000;

    private ClientPorts ports;
    private ManagedChannel channel;

    /** Serves Put, and no other method of its service. */
    private static final class PutOnly extends KVGrpc.KVImplBase {
        @Override
        public void put(PutRequest request, StreamObserver<PutResponse> answer) {
            answer.onNext(PutResponse.getDefaultInstance());
            answer.onCompleted();
        }
    }

    @BeforeEach
    void open() {
        ports = ClientPorts.open(config(0), List.of(new PutOnly()), pages());
        channel = ManagedChannelBuilder.forAddress(
                        "localhost", ports.clientPorts().getFirst())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        ports.close();
    }

    @Test
    void onePortSpeaksGrpcAndHttp() throws Exception {
        int port = ports.clientPorts().getFirst();

        assertThat(KVGrpc.newBlockingStub(channel).put(PutRequest.getDefaultInstance()))
                .isNotNull();
        assertThat(get(port, "/hello").body()).isEqualTo("hello\n");
        assertThat(KVGrpc.newBlockingStub(channel).put(PutRequest.getDefaultInstance()))
                .isNotNull();
    }

    @Test
    void aClientThatOffersToUpgradeIsAnsweredInHttp1() throws Exception {
        var request = HttpRequest.newBuilder(uri(ports.clientPorts().getFirst(), "/hello"))
                .build();
        var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

        var answer = client.send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(answer.body()).isEqualTo("hello\n");
    }

    @Test
    void aPrefaceThatComesByteByByteIsStillGrpc() throws Exception {
        try (var socket = new java.net.Socket("localhost", ports.clientPorts().getFirst())) {
            socket.setTcpNoDelay(true);
            for (byte b : "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII)) {
                socket.getOutputStream().write(b);
                socket.getOutputStream().flush();
            }
            var frameHeader = socket.getInputStream().readNBytes(9);
            assertThat(frameHeader[3])
                    .as("the type of the first frame: SETTINGS")
                    .isEqualTo((byte) 4);
        }
    }

    @Test
    void metricsPortsSpeakHttpOnly() throws Exception {
        assertThat(get(ports.metricsPorts().getFirst(), "/hello").statusCode()).isEqualTo(200);
    }

    @Test
    void pathsAndMethodsThatAreNotServedAreSaidSo() throws Exception {
        int port = ports.clientPorts().getFirst();
        var post = HttpRequest.newBuilder(uri(port, "/hello"))
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build();

        assertThat(get(port, "/nothing").statusCode()).isEqualTo(404);
        var refused = HttpClient.newHttpClient().send(post, HttpResponse.BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("allow")).contains("GET, HEAD");
    }

    @Test
    void aPageThatFailsSaysWhy() throws Exception {
        var answer = get(ports.clientPorts().getFirst(), "/broken");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("out of order");
    }

    @Test
    void callsThatAreNotServedAreNamed() {
        assertRefused(
                () -> LeaseGrpc.newBlockingStub(channel).leaseGrant(LeaseGrantRequest.getDefaultInstance()),
                Status.Code.UNIMPLEMENTED,
                "raft-kv does not serve etcdserverpb.Lease/LeaseGrant yet");
        assertRefused(
                () -> KVGrpc.newBlockingStub(channel).range(RangeRequest.getDefaultInstance()),
                Status.Code.UNIMPLEMENTED,
                "raft-kv does not serve etcdserverpb.KV/Range yet");
    }

    @Test
    void aMessageMayExceedTheRequestLimitBy512KiB() {
        var put = KVGrpc.newBlockingStub(channel);
        var large = com.google.protobuf.ByteString.copyFrom(new byte[512 << 10]);
        var tooLarge = com.google.protobuf.ByteString.copyFrom(new byte[MAX_REQUEST_BYTES + (512 << 10)]);

        assertThat(put.put(PutRequest.newBuilder().setValue(large).build())).isNotNull();
        assertThatThrownBy(
                        () -> put.put(PutRequest.newBuilder().setValue(tooLarge).build()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        refused -> assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
    }

    @Test
    void grpcHealthSaysServing() {
        var answer = HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());

        assertThat(answer.getStatus()).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void reflectionListsEveryServiceThatIsServed() throws Exception {
        var answer = new CompletableFuture<ServerReflectionResponse>();
        var asking = ServerReflectionGrpc.newStub(channel).serverReflectionInfo(new StreamObserver<>() {
            @Override
            public void onNext(ServerReflectionResponse response) {
                answer.complete(response);
            }

            @Override
            public void onError(Throwable failure) {
                answer.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {}
        });
        asking.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());

        assertThat(answer.get().getListServicesResponse().getServiceList().stream()
                        .map(ServiceResponse::getName))
                .containsExactlyInAnyOrder(
                        "etcdserverpb.KV", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection");
        asking.onCompleted();
    }

    @Test
    void aPortInUseIsNamedWithItsFlag() throws Exception {
        try (var taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("localhost"))) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> ClientPorts.open(config(port), List.of(), pages()))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessage("port " + port + " is in use (--listen-client-urls http://localhost:" + port
                            + "): stop the program that listens there, or choose another port");
        }
    }

    private static void assertRefused(Runnable call, Status.Code code, String description) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(StatusRuntimeException.class, refused -> {
            assertThat(refused.getStatus().getCode()).isEqualTo(code);
            assertThat(refused.getStatus().getDescription()).isEqualTo(description);
        });
    }

    private static HttpEndpoints pages() {
        return new HttpEndpoints(Map.of(
                "/hello",
                query -> CompletableFuture.completedFuture(HttpAnswer.text(200, "hello")),
                "/broken",
                query -> CompletableFuture.failedFuture(new IllegalStateException("out of order"))));
    }

    private static ServerConfig config(int clientPort) {
        var client = List.of(new Url("localhost", clientPort));
        var peer = List.of(new Url("localhost", 2380));
        return new ServerConfig(
                "n1",
                Path.of("unused"),
                new ServerConfig.Urls(client, client),
                new ServerConfig.Urls(peer, peer),
                new PeerSecurity.Plaintext(),
                new ServerConfig.InitialCluster(
                        List.of(new InitialMember("n1", peer.getFirst())), "token", ServerConfig.Start.NEW),
                new ServerConfig.Timers(Duration.ofMillis(100), Duration.ofSeconds(1)),
                new ServerConfig.Limits(128, MAX_REQUEST_BYTES, 1),
                ServerConfig.LogKeeping.DEFAULTS,
                List.of(new Url("localhost", 0)),
                LogLevel.INFO,
                ServerConfig.FaultInjection.DISABLED);
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri(port, path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(int port, String path) {
        return URI.create("http://localhost:" + port + path);
    }
}

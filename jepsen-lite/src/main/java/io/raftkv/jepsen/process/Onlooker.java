package io.raftkv.jepsen.process;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.raftkv.client.proto.etcdserverpb.ClusterGrpc;
import io.raftkv.client.proto.etcdserverpb.MaintenanceGrpc;
import io.raftkv.client.proto.etcdserverpb.Member;
import io.raftkv.client.proto.etcdserverpb.MemberListRequest;
import io.raftkv.client.proto.etcdserverpb.StatusRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Asks one server what goes on, and waits for hardly longer than a blink. Each answer is empty when there is none: the server is dead,
 * stands still, or does not know.
 */
final class Onlooker implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int OK = 200;

    /** How much of snapshots others have acknowledged, as this project's server tells, and how many came to etcd. */
    private static final List<String> SNAPSHOT_COUNTERS =
            List.of("raft_snapshots_sent_bytes_total", "etcd_network_snapshot_receive_success");

    private final HttpClient http;
    private final HttpRequest metrics;
    private final ManagedChannel channel;

    /** Of a server at an address; {@code http} is not closed with it. */
    Onlooker(InetSocketAddress address, HttpClient http) {
        this.http = http;
        this.metrics = HttpRequest.newBuilder(
                        URI.create("http://" + address.getHostString() + ":" + address.getPort() + "/metrics"))
                .timeout(PATIENCE)
                .build();
        this.channel = NettyChannelBuilder.forAddress(address)
                .usePlaintext()
                .disableServiceConfigLookUp()
                .disableRetry()
                .build();
    }

    /** The term, when it knows who leads in it. */
    Optional<Long> ledTerm() {
        return answer(() -> MaintenanceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .status(StatusRequest.getDefaultInstance()))
                .filter(status -> status.getLeader() != 0)
                .map(status -> status.getRaftTerm());
    }

    /** Who are members, as far as it knows; in a form of which only equality counts. */
    Optional<Set<String>> members() {
        return answer(() -> ClusterGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .memberList(MemberListRequest.newBuilder()
                                .setLinearizable(false)
                                .build()))
                .map(list ->
                        list.getMembersList().stream().map(Onlooker::membership).collect(Collectors.toSet()));
    }

    /** Grows with each part of a snapshot that arrives, until the server starts anew. */
    Optional<Double> snapshots() {
        try {
            var answer = http.send(metrics, HttpResponse.BodyHandlers.ofLines());
            return answer.statusCode() == OK
                    ? Optional.of(answer.body()
                            .filter(line -> SNAPSHOT_COUNTERS.stream().anyMatch(line::startsWith))
                            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                            .sum())
                    : Optional.empty();
        } catch (IOException noAnswer) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static String membership(Member member) {
        return Long.toHexString(member.getID()) + (member.getIsLearner() ? " learner" : "");
    }

    private <A> Optional<A> answer(Supplier<A> request) {
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            channel.resetConnectBackoff();
        }
        try {
            return Optional.of(request.get());
        } catch (StatusRuntimeException noAnswer) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}

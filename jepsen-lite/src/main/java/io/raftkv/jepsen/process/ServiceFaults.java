package io.raftkv.jepsen.process;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.raftkv.client.KvException;
import io.raftkv.client.MemberStatus;
import io.raftkv.client.proto.etcdserverpb.DefragmentRequest;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeRequest;
import io.raftkv.client.proto.etcdserverpb.KVGrpc;
import io.raftkv.client.proto.etcdserverpb.MaintenanceGrpc;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.raft.sim.Fault;
import io.raftkv.raft.sim.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the faults happen that concern the store or its clients. All on the nemesis's thread. */
final class ServiceFaults {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceFaults.class);
    private static final int SECONDS_TO_ANSWER = 10;

    /** Never there, so that nothing which the workload could see is changed. */
    private static final ByteString KEY = ByteString.copyFromUtf8("crowd");

    private final RealServers servers;
    private final Network network;
    private final ScheduledExecutorService executor;
    private final List<ManagedChannel> crowdChannels = new ArrayList<>();
    private @Nullable ScheduledFuture<?> crowd;

    ServiceFaults(RealServers servers, Network network, ScheduledExecutorService executor) {
        this.servers = servers;
        this.network = network;
        this.executor = executor;
    }

    /** Makes a fault happen; tells whether it hit anybody. */
    boolean inject(Fault.OfService fault) {
        return switch (fault) {
            case Fault.Compact(long keep) -> compact(keep);
            case Fault.Defragment(var target, var lasts) -> defragment(target);
            case Fault.Overload(int requestsPerSecond) -> comeOrLeave(requestsPerSecond);
            case Fault.ClientLinks links -> {
                network.setClientConditions(links);
                yield true;
            }
            case Fault.HealClients() -> {
                network.healClients();
                yield true;
            }
        };
    }

    /** All links of clients work, and the crowd goes home. */
    void healAll() {
        network.healClients();
        leave();
    }

    private boolean compact(long keep) {
        long revision = servers.statuses().values().stream()
                .map(MemberStatus::header)
                .mapToLong(header -> header.revision() - keep)
                .max()
                .orElse(0);
        if (revision <= 0) {
            return false;
        }
        try {
            servers.asker().compact(revision);
            return true;
        } catch (KvException refused) {
            LOG.info("could not compact up to revision {}: {}", revision, refused.getMessage());
            return false;
        }
    }

    /** It takes as long as it takes. */
    private boolean defragment(Target target) {
        boolean isAsked = false;
        for (long id : target.in(servers)) {
            if (servers.isRunning(id)) {
                var channel = channel(id);
                var answer = MaintenanceGrpc.newFutureStub(channel)
                        .withDeadlineAfter(SECONDS_TO_ANSWER, TimeUnit.SECONDS)
                        .defragment(DefragmentRequest.getDefaultInstance());
                answer.addListener(channel::shutdownNow, Runnable::run);
                isAsked = true;
            }
        }
        return isAsked;
    }

    private boolean comeOrLeave(int requestsPerSecond) {
        leave();
        var present = servers.ids().stream().filter(servers::isRunning).toList();
        if (requestsPerSecond == 0 || present.isEmpty()) {
            return false;
        }
        present.forEach(id -> crowdChannels.add(channel(id)));
        crowd = executor.scheduleAtFixedRate(() -> ask(requestsPerSecond), 0, 1, TimeUnit.SECONDS);
        return true;
    }

    private void leave() {
        if (crowd != null) {
            crowd.cancel(false);
            crowd = null;
        }
        crowdChannels.forEach(ManagedChannel::shutdownNow);
        crowdChannels.clear();
    }

    /** All at once, of one server. Nobody looks at the answers. */
    private void ask(int requests) {
        var random = ThreadLocalRandom.current();
        var store = KVGrpc.newFutureStub(crowdChannels.get(random.nextInt(crowdChannels.size())))
                .withDeadlineAfter(SECONDS_TO_ANSWER, TimeUnit.SECONDS);
        for (int i = 0; i < requests; i++) {
            var unused = random.nextBoolean()
                    ? store.range(RangeRequest.newBuilder().setKey(KEY).build())
                    : store.deleteRange(
                            DeleteRangeRequest.newBuilder().setKey(KEY).build());
        }
    }

    private ManagedChannel channel(long id) {
        return NettyChannelBuilder.forAddress(network.testerAddress(servers.place(id)))
                .usePlaintext()
                .build();
    }
}

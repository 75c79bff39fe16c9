package io.raftkv.jepsen.process;

import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.raftkv.client.MemberStatus;
import io.raftkv.client.proto.etcdserverpb.HashKVRequest;
import io.raftkv.client.proto.etcdserverpb.HashKVResponse;
import io.raftkv.client.proto.etcdserverpb.MaintenanceGrpc;
import io.raftkv.jepsen.checker.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Whether a cluster of real processes comes to itself once everything is healed.
 *
 * @param servers the cluster
 */
record Recovery(RealServers servers) {

    /** Within this time it must be available, and all its members must agree. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    /** Waits until servers that were just started have a leader. */
    void awaitFirstLeader() {
        if (!await(this::haveOneLeader)) {
            throw new HarnessException("the servers found no leader within " + LIMIT.toSeconds() + " s: "
                    + String.join("; ", servers.surprises()) + " " + servers.statuses());
        }
    }

    /** Waits until all servers run, follow one leader and have applied the same log; nobody may write meanwhile. */
    Verdict awaitAgreement() {
        long begun = System.nanoTime();
        boolean agree = await(() -> {
            servers.ids().forEach(servers::restart);
            return haveOneLeader() && haveAppliedTheSame(servers.statuses());
        });
        double seconds = (System.nanoTime() - begun) / 1e9;
        return agree
                ? new Verdict.Valid("%.1f s after the last fault was put right all members agreed".formatted(seconds))
                : new Verdict.Invalid(LIMIT.toSeconds() + " s after the last fault was put right the members had not"
                        + " agreed on a leader and one log: " + servers.statuses());
    }

    /** Whether all members hold the same. */
    Verdict sameState() {
        var hashes = new ArrayList<String>();
        Set<List<Long>> different = new LinkedHashSet<>();
        for (long id : servers.ids()) {
            HashKVResponse answer;
            try {
                answer = hashOf(id);
            } catch (StatusRuntimeException silent) {
                return new Verdict.Unknown("S" + id + " does not tell what it holds: " + silent.getStatus());
            }
            different.add(List.of(answer.getHeader().getRevision(), (long) answer.getHash()));
            hashes.add("S" + id + ": revision " + answer.getHeader().getRevision() + ", hash "
                    + Integer.toHexString(answer.getHash()));
        }
        return different.size() == 1
                ? new Verdict.Valid(String.join("; ", hashes))
                : new Verdict.Invalid("the members' stores differ: " + String.join("; ", hashes));
    }

    private HashKVResponse hashOf(long id) {
        var endpoint = servers.endpoint(id);
        var channel = NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
                .usePlaintext()
                .build();
        try {
            return MaintenanceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .hashKV(HashKVRequest.getDefaultInstance());
        } finally {
            channel.shutdownNow();
        }
    }

    private boolean haveOneLeader() {
        var statuses = servers.statuses();
        return statuses.keySet().containsAll(servers.ids())
                && statuses.values().stream()
                                .map(MemberStatus::leader)
                                .distinct()
                                .count()
                        == 1
                && statuses.values().stream().anyMatch(MemberStatus::isLeader);
    }

    private static boolean haveAppliedTheSame(Map<Long, MemberStatus> statuses) {
        return statuses.values().stream()
                        .flatMap(status -> List.of(status.raftIndex(), status.raftAppliedIndex()).stream())
                        .distinct()
                        .count()
                == 1;
    }

    private static boolean await(BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        return true;
    }
}

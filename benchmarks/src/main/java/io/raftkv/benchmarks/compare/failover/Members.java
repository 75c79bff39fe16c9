package io.raftkv.benchmarks.compare.failover;

import io.raftkv.client.Endpoint;
import io.raftkv.client.KvClient;
import io.raftkv.client.KvException;
import io.raftkv.client.MemberStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the servers say of themselves. Used by one thread. */
final class Members {

    private static final long PAUSE_MILLIS = 100;

    private final KvClient client;

    Members(KvClient client) {
        this.client = client;
    }

    /**
     * Waits until every server answers, all agree on a leader, and each has applied what any of them knew committed when that
     * first was so.
     *
     * @return which one leads, from 0
     * @throws IOException when that takes longer than {@code patience}
     */
    int awaitAllCaughtUp(Duration patience) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long wanted = Long.MAX_VALUE;
        while (System.nanoTime() - begin < patience.toNanos()) {
            var statuses = statuses();
            int leader = agreedLeader(statuses);
            if (leader >= 0) {
                wanted = wanted < Long.MAX_VALUE
                        ? wanted
                        : statuses.stream()
                                .mapToLong(MemberStatus::raftIndex)
                                .max()
                                .orElseThrow();
                long all = wanted;
                if (statuses.stream().allMatch(status -> status.raftAppliedIndex() >= all)) {
                    return leader;
                }
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        throw new IOException(
                "after " + patience.toSeconds() + " s there still is a server that does not answer, knows no"
                        + " leader or has not caught up: " + statuses());
    }

    /** Of those that answer, in order. */
    private List<MemberStatus> statuses() {
        return client.endpoints().stream().flatMap(this::status).toList();
    }

    private Stream<MemberStatus> status(Endpoint endpoint) {
        try {
            return Stream.of(client.status(endpoint));
        } catch (KvException notThere) {
            return Stream.empty();
        }
    }

    /** Which server all of them call leader, itself included; -1 when there is none, or one does not answer. */
    private int agreedLeader(List<MemberStatus> statuses) {
        if (statuses.size() < client.endpoints().size()) {
            return -1;
        }
        long agreed = statuses.getFirst().leader();
        if (!statuses.stream().allMatch(status -> status.leader() == agreed)) {
            return -1;
        }
        for (int i = 0; i < statuses.size(); i++) {
            if (statuses.get(i).isLeader()) {
                return i;
            }
        }
        return -1;
    }
}

package io.raftkv.server;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.raft.node.RaftStatus;
import io.raftkv.server.members.PeerUrls;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator when this server is not where the others look for it: when a new member hears from nobody, and when
 * {@code --initial-advertise-peer-urls} is not what the cluster has for it. Looks until all is well, and no longer.
 */
final class PeerUrlWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PeerUrlWatch.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    private final RaftNode<?> node;
    private final List<Url> advertised;
    private final List<Url> listening;
    private final ScheduledExecutorService thread;

    PeerUrlWatch(RaftNode<?> node, ServerConfig.Urls peer) {
        this.node = node;
        this.advertised = peer.advertise();
        this.listening = peer.listen();
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("peer-url-watch").daemon().factory());
    }

    /** Begins, and returns at once. */
    void start() {
        long millis = BETWEEN_LOOKS.toMillis();
        var unused = thread.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void look() {
        var warning = warning(node.status(), advertised, listening);
        if (!warning.isEmpty()) {
            LOG.warn("{}", warning);
        }
        if (isSettled(node.status())) {
            thread.shutdown();
        }
    }

    private static boolean isSettled(RaftStatus status) {
        return status.leader() != 0
                && status.configurationIsCommitted()
                && status.configuration().contains(status.self());
    }

    /** What to tell the operator; empty for nothing. */
    static String warning(RaftStatus status, List<Url> advertised, List<Url> listening) {
        if (status.leader() == 0 && status.configuration().equals(Configuration.NONE)) {
            return "no member has reached this new one yet: they connect to " + print(advertised)
                    + ", and this server listens on " + print(listening)
                    + ": check --listen-peer-urls, firewalls, and that the cluster has a leader";
        }
        if (!isSettled(status)) {
            return "";
        }
        var known = status.configuration().addresses().getOrDefault(status.self(), "");
        return known.isEmpty()
                        || known.equals(PeerUrls.join(
                                advertised.stream().map(Url::toString).toList()))
                ? ""
                : "--initial-advertise-peer-urls=" + print(advertised)
                        + " is ignored, since the cluster has another peer URL for this member, " + known
                        + ": to change it, use kvctl member update " + Long.toHexString(status.self()) + " --peer-urls="
                        + print(advertised);
    }

    private static String print(List<Url> urls) {
        return String.join(",", urls.stream().map(Url::toString).toList());
    }

    /** Looks no more. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}

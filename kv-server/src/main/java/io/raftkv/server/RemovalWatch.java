package io.raftkv.server;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.raft.node.RaftStatus;
import io.raftkv.server.enrolment.ClusterIdentity;
import io.raftkv.server.enrolment.Enrolment;
import io.raftkv.server.enrolment.PeerClient;
import io.raftkv.server.members.MemberDirectory;
import io.raftkv.server.members.PeerUrls;
import io.raftkv.server.members.Roster;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out while the server runs that it is a member no longer. It may learn it from its own log; but those who remain talk
 * to it no more, so that the entry which says so may never reach it, and then it has to ask.
 */
final class RemovalWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RemovalWatch.class);

    /** So many looks without a leader, each after half an election timeout, and the others are asked. */
    private static final int LOOKS_WITHOUT_LEADER = 6;

    private final RaftNode<?> node;
    private final MemberDirectory directory;
    private final ClusterIdentity identity;
    private final PeerClient peers;
    private final ScheduledExecutorService thread;
    private final CompletableFuture<Void> removal = new CompletableFuture<>();

    /** Used by the one thread. */
    private int looksWithoutLeader;

    RemovalWatch(RaftNode<?> node, MemberDirectory directory, ClusterIdentity identity, PeerClient peers) {
        this.node = node;
        this.directory = directory;
        this.identity = identity;
        this.peers = peers;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("removal-watch").daemon().factory());
    }

    /** Begins, and returns at once. */
    void start(Duration electionTimeout) {
        long millis = Math.max(1, electionTimeout.toMillis() / 2);
        var unused = thread.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Completes when this server knows for certain that it is a member no longer. */
    CompletionStage<Void> removal() {
        return removal;
    }

    private void look() {
        try {
            var status = node.status();
            if (isLeftOut(status)) {
                var unused = directory.known().thenAccept(this::checkOwn);
            }
            looksWithoutLeader = status.leader() == 0 ? looksWithoutLeader + 1 : 0;
            if (looksWithoutLeader >= LOOKS_WITHOUT_LEADER) {
                looksWithoutLeader = 0;
                askOthers(status.configuration());
            }
        } catch (RuntimeException e) {
            LOG.warn("could not find out whether this server is still a member, will try again", e);
        }
    }

    /** As long as a new member is catching up, it has configurations of a time before it was added. */
    private boolean isLeftOut(RaftStatus status) {
        return status.configurationIsCommitted()
                && !status.configuration().equals(Configuration.NONE)
                && !status.configuration().contains(identity.memberId());
    }

    private void checkOwn(Roster roster) {
        if (roster.removed().contains(identity.memberId())) {
            removal.complete(null);
        }
    }

    private void askOthers(Configuration configuration) {
        for (var answer :
                peers.survey(otherUrls(configuration), PeerClient.Knowledge.OWN).values()) {
            if (Enrolment.isRemoved(answer, identity)) {
                removal.complete(null);
            }
        }
    }

    private Collection<Url> otherUrls(Configuration configuration) {
        Set<Url> urls = new LinkedHashSet<>();
        for (var addresses : List.of(configuration.addresses(), identity.addresses())) {
            addresses.forEach((member, joined) -> {
                if (member != identity.memberId()) {
                    PeerUrls.split(joined).forEach(url -> urls.add(Url.parse("peer URL", url)));
                }
            });
        }
        return urls;
    }

    /** Looks no more. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}

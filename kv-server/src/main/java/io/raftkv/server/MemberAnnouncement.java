package io.raftkv.server;

import io.raftkv.raft.node.RaftException;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.server.enrolment.ClusterIdentity;
import io.raftkv.server.kv.ReplicatedStore;
import io.raftkv.server.proto.MemberAttributes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the cluster this member's name and at which client URLs it is reached, when it does not know yet: the Raft
 * configuration says where members reach each other, but not these. Goes through the log, and is tried until it succeeds.
 */
final class MemberAnnouncement implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MemberAnnouncement.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ReplicatedStore store;
    private final MemberAttributes attributes;
    private volatile boolean closed;

    MemberAnnouncement(ReplicatedStore store, ClusterIdentity identity, List<Url> clientUrls) {
        this.store = store;
        this.attributes = MemberAttributes.newBuilder()
                .setId(identity.memberId())
                .setName(identity.name())
                .addAllClientUrls(clientUrls.stream().map(Url::toString).toList())
                .build();
    }

    /** Begins, and returns at once. */
    void start() {
        var unused = attempt();
    }

    private CompletionStage<Void> attempt() {
        return store.linearize()
                .thenCompose(index -> store.memberAttributes())
                .thenCompose(this::tellIfNews)
                .exceptionallyCompose(this::tryAgain);
    }

    private CompletableFuture<Void> tellIfNews(List<MemberAttributes> known) {
        return known.contains(attributes)
                ? CompletableFuture.completedFuture(null)
                : store.remember(attributes).thenAccept(remembered -> {});
    }

    /** Telling the same twice does no harm, so it is tried again also when the outcome is unknown. */
    private CompletionStage<Void> tryAgain(Throwable failure) {
        if (closed || RaftNode.causeOf(failure) instanceof RaftException.Stopped) {
            return CompletableFuture.completedFuture(null);
        }
        LOG.debug("could not tell the cluster the name and client URLs yet, will try again", failure);
        Executor later = CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        return CompletableFuture.runAsync(() -> {}, later).thenCompose(paused -> attempt());
    }

    /** Tries no more. */
    @Override
    public void close() {
        closed = true;
    }
}

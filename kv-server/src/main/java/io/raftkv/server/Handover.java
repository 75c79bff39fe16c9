package io.raftkv.server;

import io.raftkv.raft.core.PeerProgress;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.raft.node.RaftStatus;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves the leadership to another voter before this server goes, so that the cluster need not find out by itself that its
 * leader is gone, and no request that is under way is left without an answer.
 */
final class Handover {

    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

    private static final Duration MAX_PATIENCE = Duration.ofSeconds(2);

    /** How far behind a voter may be: what a leader has under way under load. */
    private static final long MAX_LAG_ENTRIES = 10_000;

    private final RaftNode<?> node;
    private final LongSupplier clock;
    private final Duration electionTimeout;

    Handover(RaftNode<?> node, LongSupplier clock, Duration electionTimeout) {
        this.node = node;
        this.clock = clock;
        this.electionTimeout = electionTimeout;
    }

    /** Hands over if this server leads and another voter is there to lead; waits for an election timeout at most, or 2 s. */
    void run() {
        if (!isPossible()) {
            return;
        }
        var patience = electionTimeout.compareTo(MAX_PATIENCE) < 0 ? electionTimeout : MAX_PATIENCE;
        try {
            long leader = node.transferLeadership(0).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            LOG.info("handed the leadership over before leaving leader={}", Long.toHexString(leader));
        } catch (TimeoutException | ExecutionException failed) {
            LOG.warn("could not hand the leadership over before leaving cause={}", failed.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Begins to hand over if that is possible, and does not wait. */
    void begin() {
        if (isPossible()) {
            var unused = node.transferLeadership(0);
        }
    }

    private boolean isPossible() {
        var status = node.status();
        return status.leader() == status.self()
                && !node.failure().toCompletableFuture().isDone()
                && status.progress().stream().anyMatch(peer -> couldLead(peer, status));
    }

    private boolean couldLead(PeerProgress peer, RaftStatus status) {
        return status.configuration().isVoter(peer.server())
                && peer.state() == PeerProgress.State.REPLICATE
                && status.lastLogIndex() - peer.matchIndex() <= MAX_LAG_ENTRIES
                && clock.getAsLong() - peer.lastContactNanos() < electionTimeout.toNanos();
    }
}

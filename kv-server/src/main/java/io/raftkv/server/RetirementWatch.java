package io.raftkv.server;

import io.raftkv.raft.node.RaftNode;
import io.raftkv.server.kv.ReplicatedStore;
import java.time.Duration;
import java.util.SortedSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out that this member is about to be removed, which the log says a moment before it happens: long enough to end the
 * requests that are under way, and to hand over when it leads. When it is still a member some seconds later, it goes on as
 * before, because the removal was refused.
 */
final class RetirementWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RetirementWatch.class);

    /** Well below {@link io.raftkv.server.members.MemberChanges#NOTICE}. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(40);

    private static final Duration AT_MOST = Duration.ofSeconds(5);

    private final RaftNode<?> node;
    private final ReplicatedStore store;
    private final Handover handover;
    private final ScheduledExecutorService thread;
    private volatile boolean isRetiring;

    /** Used by the one thread, as the rest. */
    private boolean wasRetired;

    private long retiringSince;

    RetirementWatch(RaftNode<?> node, ReplicatedStore store, Handover handover) {
        this.node = node;
        this.store = store;
        this.handover = handover;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("retirement-watch").daemon().factory());
    }

    /** Begins. A removal that was refused before this server's start is no news. */
    void start() {
        wasRetired = store.retiredMembers().join().contains(node.status().self());
        long millis = BETWEEN_LOOKS.toMillis();
        var unused = thread.scheduleWithFixedDelay(this::look, 0, millis, TimeUnit.MILLISECONDS);
    }

    /** Whether this member is about to be removed. Any thread may ask. */
    boolean isRetiring() {
        return isRetiring;
    }

    private void look() {
        try {
            judge(store.retiredMembers().join());
        } catch (RuntimeException e) {
            LOG.debug("could not find out whether this server is about to be removed, will try again", e);
        }
    }

    private void judge(SortedSet<Long> retired) {
        boolean isRetired = retired.contains(node.status().self());
        boolean isNews = isRetired && !wasRetired;
        wasRetired = isRetired;
        if (isNews) {
            LOG.info("is about to be removed from the cluster and takes no more requests");
            isRetiring = true;
            retiringSince = System.nanoTime();
            handover.begin();
        } else if (isRetiring && isStillAMember() && System.nanoTime() - retiringSince > AT_MOST.toNanos()) {
            LOG.info("was not removed from the cluster after all and takes requests again");
            isRetiring = false;
        }
    }

    private boolean isStillAMember() {
        return node.status().configuration().contains(node.status().self());
    }

    /** Looks no more. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}

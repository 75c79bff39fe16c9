package io.raftkv.server;

import io.raftkv.raft.node.RaftNode;
import io.raftkv.server.observe.Health;
import io.raftkv.server.observe.HealthCheck;
import java.util.concurrent.CompletableFuture;

/**
 * A member is healthy when it knows a leader and can read linearizably, which takes a majority, and has room for writes. A full
 * disk is no reason to restart it, so by itself it is well all the same.
 */
record MemberHealth(RaftNode<?> node, DiskUse disk) implements HealthCheck {

    @Override
    public CompletableFuture<Health> linearizable() {
        var own = local();
        if (!own.isGood()) {
            return CompletableFuture.completedFuture(own);
        }
        var shortage = disk.shortage();
        if (!shortage.isEmpty()) {
            return CompletableFuture.completedFuture(new Health(shortage));
        }
        return node.status().leader() == 0
                ? CompletableFuture.completedFuture(new Health("no leader"))
                : node.read().thenApply(index -> Health.GOOD);
    }

    @Override
    public Health local() {
        return node.failure().toCompletableFuture().isDone()
                ? new Health("this member has stopped working: see its log")
                : Health.GOOD;
    }
}

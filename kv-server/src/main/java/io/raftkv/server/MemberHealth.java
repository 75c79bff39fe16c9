package io.raftkv.server;

import io.raftkv.raft.node.RaftNode;
import io.raftkv.server.observe.Health;
import io.raftkv.server.observe.HealthCheck;
import java.util.concurrent.CompletableFuture;

/** A member is healthy when it knows a leader and can read linearizably, which takes a majority. */
record MemberHealth(RaftNode<?> node) implements HealthCheck {

    @Override
    public CompletableFuture<Health> linearizable() {
        var own = local();
        if (!own.isGood()) {
            return CompletableFuture.completedFuture(own);
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

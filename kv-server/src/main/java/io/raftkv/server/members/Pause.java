package io.raftkv.server.members;

import java.util.concurrent.CompletableFuture;

/** Lets a little time pass, without holding a thread. */
@FunctionalInterface
public interface Pause {

    /** Completes when it has passed. */
    CompletableFuture<Void> begin();
}

package io.raftkv.server.observe;

import java.util.concurrent.CompletableFuture;

/** Finds out how this member is. */
public interface HealthCheck {

    /**
     * Whether a client could be served here now: there is a leader, and a linearizable read comes back. Does not block;
     * need not give up by itself, for who asks does. Any thread may call it. A failure counts as bad health.
     */
    CompletableFuture<Health> linearizable();

    /** Whether this member by itself is well, whatever the others do: what keeps it from serving, if anything. */
    Health local();
}

/**
 * A member's share of the replicated store: {@link io.raftkv.server.kv.ReplicatedStore} decides for each request whether it
 * is read here or goes through the log. It knows no gRPC, so that simulated clients reach it as real ones do.
 */
package io.raftkv.server.kv;

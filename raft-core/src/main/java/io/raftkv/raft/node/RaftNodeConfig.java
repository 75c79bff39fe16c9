package io.raftkv.raft.node;

import io.raftkv.raft.core.RaftConfig;
import io.raftkv.raft.storage.StorageOptions;
import java.time.Duration;

/**
 * What a node must be told.
 *
 * @param clusterId id of the cluster, the same on every server; other clusters' servers and data are refused
 * @param raft the algorithm's part: who takes part, timers, windows
 * @param storage how the log is laid out on disk
 * @param maxPendingRequests how many proposals and reads of this server's clients may wait; more are refused at once
 * @param maxCommandBytes how large a command may be, in bytes; the transport must be able to carry it together with
 *     {@code raft.maxAppendBytes()}
 * @param requestTimeout how long a proposal or a read waits before it fails
 */
public record RaftNodeConfig(
        long clusterId,
        RaftConfig raft,
        StorageOptions storage,
        int maxPendingRequests,
        int maxCommandBytes,
        Duration requestTimeout) {

    /** What the log can store as one entry. */
    private static final int LARGEST_COMMAND_BYTES = 64 << 20;

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException naming the field, its value and what it must be
     */
    public RaftNodeConfig {
        if (maxPendingRequests < 1) {
            throw new IllegalArgumentException(
                    "maxPendingRequests is " + maxPendingRequests + ", but must be positive");
        }
        if (maxCommandBytes < 1 || maxCommandBytes > LARGEST_COMMAND_BYTES) {
            throw new IllegalArgumentException(
                    "maxCommandBytes is " + maxCommandBytes + ", but must be between 1 and " + LARGEST_COMMAND_BYTES);
        }
        if (requestTimeout.compareTo(raft.electionTimeout()) < 0) {
            throw new IllegalArgumentException("requestTimeout is " + requestTimeout
                    + ", but must be at least the electionTimeout of " + raft.electionTimeout());
        }
    }

    /** 16 384 pending requests, commands of up to 8 MiB, and a time-out that outlasts two elections by 5 s, as etcd's does. */
    public static RaftNodeConfig of(long clusterId, RaftConfig raft) {
        return new RaftNodeConfig(
                clusterId,
                raft,
                StorageOptions.DEFAULTS,
                16 * 1024,
                8 << 20,
                raft.electionTimeout().multipliedBy(2).plusSeconds(5));
    }

    /** The same with another limit on the size of a command. */
    public RaftNodeConfig withMaxCommandBytes(int newMaxCommandBytes) {
        return new RaftNodeConfig(clusterId, raft, storage, maxPendingRequests, newMaxCommandBytes, requestTimeout);
    }
}

package io.raftkv.raft.core;

import java.time.Duration;

/**
 * What the algorithm must be told about this server and its cluster.
 *
 * @param self id of this server, not 0
 * @param configuration the cluster's first configuration, the same on every server
 * @param electionTimeout how long a follower waits for its leader at least; the wait is drawn between once and twice this
 *     (P 5.2). A leader that has not heard from a majority for this long steps down (D 6.2)
 * @param heartbeatInterval how long a leader is silent at most; well below {@code electionTimeout}
 * @param maxAppendBytes how many bytes of entries one AppendEntries carries at most; a larger single entry goes alone
 * @param maxInflightMessages how many AppendEntries with entries may be on their way to one follower, unanswered
 * @param maxInflightBytes how many bytes of entries may be on their way to one follower, unanswered
 * @param maxUncommittedBytes how many bytes of entries a leader accepts ahead of its commit index
 * @param cacheBytes how many bytes of committed entries stay in memory for followers that are a little behind
 */
public record RaftConfig(
        long self,
        Configuration configuration,
        Duration electionTimeout,
        Duration heartbeatInterval,
        long maxAppendBytes,
        int maxInflightMessages,
        long maxInflightBytes,
        long maxUncommittedBytes,
        long cacheBytes) {

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException naming the field, its value and what it must be
     */
    public RaftConfig {
        require(configuration.isVoter(self), "self", self, "a voter of " + configuration);
        require(heartbeatInterval.toNanos() > 0, "heartbeatInterval", heartbeatInterval, "positive");
        require(
                electionTimeout.compareTo(heartbeatInterval.multipliedBy(2)) >= 0,
                "electionTimeout",
                electionTimeout,
                "at least twice the heartbeatInterval of " + heartbeatInterval);
        require(maxAppendBytes > 0, "maxAppendBytes", maxAppendBytes, "positive");
        require(maxInflightMessages > 0, "maxInflightMessages", maxInflightMessages, "positive");
        require(maxInflightBytes > 0, "maxInflightBytes", maxInflightBytes, "positive");
        require(maxUncommittedBytes > 0, "maxUncommittedBytes", maxUncommittedBytes, "positive");
        require(cacheBytes >= 0, "cacheBytes", cacheBytes, "zero or positive");
    }

    /** Values that suit a local network: 1 s election timeout, 100 ms heartbeats, 1 MiB appends, 64 MiB windows. */
    public static RaftConfig of(long self, Configuration configuration) {
        return new RaftConfig(
                self,
                configuration,
                Duration.ofSeconds(1),
                Duration.ofMillis(100),
                1 << 20,
                256,
                64 << 20,
                64 << 20,
                64 << 20);
    }

    /** The same with other timers. */
    public RaftConfig withTimers(Duration newElectionTimeout, Duration newHeartbeatInterval) {
        return new RaftConfig(
                self,
                configuration,
                newElectionTimeout,
                newHeartbeatInterval,
                maxAppendBytes,
                maxInflightMessages,
                maxInflightBytes,
                maxUncommittedBytes,
                cacheBytes);
    }

    private static void require(boolean holds, String field, Object value, String requirement) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is " + value + ", but must be " + requirement);
        }
    }
}

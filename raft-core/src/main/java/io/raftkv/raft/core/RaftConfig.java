package io.raftkv.raft.core;

import java.time.Duration;

/**
 * What the algorithm must be told about this server and its cluster.
 *
 * @param self id of this server, not 0. Never used again for another server, nor for this one when it has lost its disk: the
 *     others count the votes and acknowledgements of an id, and one that has forgotten what it voted for or stored could vote
 *     twice in a term, or lose committed entries. It is removed, and a server of a new id added
 * @param configuration the cluster's first configuration, the same on every server that forms the cluster;
 *     {@link Configuration#NONE} on a server that is to be added to a cluster which exists already
 * @param electionTimeout how long a follower waits for its leader at least; the wait is drawn between once and twice this
 *     (P 5.2), and up to three times with a low {@code priority}. A leader that has not heard from a majority for this long steps down (D 6.2)
 * @param heartbeatInterval how long a leader is silent at most; at most half of {@code electionTimeout}
 * @param windows how much may be on its way, or in memory
 * @param retainedEntries how many entries behind the last persisted one stay in the log for followers that are a little
 *     behind, so that they need no snapshot (P 7)
 * @param priority 1 to 100: the lower, the longer a server waits before it stands for election, up to one {@code electionTimeout} more, so
 *     that others become leader if they can
 * @param readPolicy how a leader makes sure that it still leads when a client reads (D 6.4)
 */
public record RaftConfig(
        long self,
        Configuration configuration,
        Duration electionTimeout,
        Duration heartbeatInterval,
        Windows windows,
        long retainedEntries,
        int priority,
        ReadPolicy readPolicy) {

    /** The {@link #priority} of a server that waits no longer than others. */
    public static final int HIGHEST_PRIORITY = 100;

    /**
     * How much may be on its way, or in memory, in bytes of {@link LogEntry#sizeInBytes()}.
     *
     * @param maxAppendBytes how many bytes of entries one AppendEntries carries at most; a larger single entry goes alone
     * @param maxInflightMessages how many AppendEntries with entries may be on their way to one follower, unanswered
     * @param maxInflightBytes how many bytes of entries may be on their way to one follower, unanswered
     * @param maxUncommittedBytes how many bytes of entries a leader accepts ahead of its commit index
     * @param cacheBytes how many bytes of committed entries stay in memory for followers that are a little behind
     */
    public record Windows(
            long maxAppendBytes,
            int maxInflightMessages,
            long maxInflightBytes,
            long maxUncommittedBytes,
            long cacheBytes) {

        /** 1 MiB in a message, 256 messages and 64 MiB on the way, 64 MiB uncommitted, 64 MiB of cache. */
        public static final Windows DEFAULTS = new Windows(1 << 20, 256, 64 << 20, 64 << 20, 64 << 20);

        /**
         * Checks every value.
         *
         * @throws IllegalArgumentException naming the field, its value and what it must be
         */
        public Windows {
            require(maxAppendBytes > 0, "maxAppendBytes", maxAppendBytes, "positive");
            require(maxInflightMessages > 0, "maxInflightMessages", maxInflightMessages, "positive");
            require(maxInflightBytes > 0, "maxInflightBytes", maxInflightBytes, "positive");
            require(maxUncommittedBytes > 0, "maxUncommittedBytes", maxUncommittedBytes, "positive");
            require(cacheBytes >= 0, "cacheBytes", cacheBytes, "zero or positive");
        }
    }

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException naming the field, its value and what it must be
     */
    public RaftConfig {
        require(self != 0, "self", self, "a server id, which is never 0");
        require(
                configuration.isVoter(self) || configuration.equals(Configuration.NONE),
                "self",
                self,
                "a voter of " + configuration);
        require(heartbeatInterval.toNanos() > 0, "heartbeatInterval", heartbeatInterval, "positive");
        require(
                electionTimeout.compareTo(heartbeatInterval.multipliedBy(2)) >= 0,
                "electionTimeout",
                electionTimeout,
                "at least twice the heartbeatInterval of " + heartbeatInterval);
        require(retainedEntries >= 0, "retainedEntries", retainedEntries, "zero or positive");
        require(priority >= 1 && priority <= HIGHEST_PRIORITY, "priority", priority, "from 1 to " + HIGHEST_PRIORITY);
    }

    /** Values that suit a local network: 1 s election timeout, 100 ms heartbeats, 5 000 retained entries, ReadIndex. */
    public static RaftConfig of(long self, Configuration configuration) {
        return new RaftConfig(
                self,
                configuration,
                Duration.ofSeconds(1),
                Duration.ofMillis(100),
                Windows.DEFAULTS,
                5_000,
                HIGHEST_PRIORITY,
                new ReadPolicy.ReadIndex());
    }

    /** The same with other timers. */
    public RaftConfig withTimers(Duration newElectionTimeout, Duration newHeartbeatInterval) {
        return new RaftConfig(
                self,
                configuration,
                newElectionTimeout,
                newHeartbeatInterval,
                windows,
                retainedEntries,
                priority,
                readPolicy);
    }

    /** The same with other windows. */
    public RaftConfig withWindows(Windows newWindows) {
        return new RaftConfig(
                self,
                configuration,
                electionTimeout,
                heartbeatInterval,
                newWindows,
                retainedEntries,
                priority,
                readPolicy);
    }

    /** The same with another number of entries that stay in the log for followers that are a little behind. */
    public RaftConfig withRetainedEntries(long newRetainedEntries) {
        return new RaftConfig(
                self,
                configuration,
                electionTimeout,
                heartbeatInterval,
                windows,
                newRetainedEntries,
                priority,
                readPolicy);
    }

    /** The same with another priority. */
    public RaftConfig withPriority(int newPriority) {
        return new RaftConfig(
                self,
                configuration,
                electionTimeout,
                heartbeatInterval,
                windows,
                retainedEntries,
                newPriority,
                readPolicy);
    }

    /** The same with another way to make sure of the leadership when a client reads. */
    public RaftConfig withReadPolicy(ReadPolicy newReadPolicy) {
        return new RaftConfig(
                self,
                configuration,
                electionTimeout,
                heartbeatInterval,
                windows,
                retainedEntries,
                priority,
                newReadPolicy);
    }

    private static void require(boolean holds, String field, Object value, String requirement) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is " + value + ", but must be " + requirement);
        }
    }
}

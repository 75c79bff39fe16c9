package io.raftkv.raft.node;

import io.raftkv.raft.core.RaftConfig;
import io.raftkv.raft.storage.StorageOptions;
import java.time.Duration;

/**
 * What a node must be told.
 *
 * @param clusterId id of the cluster, the same on every server; other clusters' servers and data are refused
 * @param raft the algorithm's part: who takes part, timers, windows, reads, priority
 * @param storage how the log is laid out on disk
 * @param maxPendingRequests how many proposals and reads of this server's clients may wait; more are refused at once
 * @param maxCommandBytes how large a command may be, in bytes; the transport must be able to carry it together with
 *     {@code raft.windows().maxAppendBytes()}
 * @param requestTimeout how long a proposal or a read waits before it fails
 * @param persistEvery how often the state machine makes its state durable, so that the log can be compacted
 * @param snapshots how snapshots travel to other servers, and how much log waits for those that get one
 */
public record RaftNodeConfig(
        long clusterId,
        RaftConfig raft,
        StorageOptions storage,
        int maxPendingRequests,
        int maxCommandBytes,
        Duration requestTimeout,
        PersistEvery persistEvery,
        Snapshots snapshots) {

    /** What the log can store as one entry. */
    private static final int LARGEST_COMMAND_BYTES = 64 << 20;

    /**
     * After how much the state machine makes its state durable: whichever comes first.
     *
     * @param entries so many log entries, at least 1
     * @param bytes so many bytes of them, at least 1
     */
    public record PersistEvery(long entries, long bytes) {

        /** 100 000 entries or 256 MiB. */
        public static final PersistEvery DEFAULTS = new PersistEvery(100_000, 256L << 20);

        /**
         * Checks both.
         *
         * @throws IllegalArgumentException naming the field, its value and what it must be
         */
        public PersistEvery {
            require(entries >= 1, "persistEvery.entries", entries, "at least 1");
            require(bytes >= 1, "persistEvery.bytes", bytes, "at least 1");
        }
    }

    /**
     * How snapshots travel.
     *
     * @param chunkBytes how many bytes one part has at most
     * @param windowBytes how many bytes may be on their way, unacknowledged, to one server
     * @param bytesPerSecond how fast one snapshot is sent at most, {@link Long#MAX_VALUE} for as fast as it can be
     * @param giveUpAfter how long a server may make no progress before the sending is given up; it goes on from there
     *     when the server is heard from again
     * @param maxHeldLogBytes how many bytes the log may take on disk while what a server needs next is held back for it, that
     *     is being sent a snapshot or catches up after one. Beyond, entries are forgotten all the same, which is logged as a
     *     warning, and that server needs another snapshot. Looked at as often as the state is made durable
     */
    public record Snapshots(
            int chunkBytes, long windowBytes, long bytesPerSecond, Duration giveUpAfter, long maxHeldLogBytes) {

        /** 256 KiB a part, 8 MiB on the way, no limit of speed, given up after 10 s, up to 1 GiB of log held back. */
        public static final Snapshots DEFAULTS =
                new Snapshots(256 << 10, 8 << 20, Long.MAX_VALUE, Duration.ofSeconds(10), 1 << 30);

        private static final int LARGEST_CHUNK_BYTES = 8 << 20;

        /**
         * Checks every value.
         *
         * @throws IllegalArgumentException naming the field, its value and what it must be
         */
        public Snapshots {
            require(
                    chunkBytes >= 1 && chunkBytes <= LARGEST_CHUNK_BYTES,
                    "snapshots.chunkBytes",
                    chunkBytes,
                    "between 1 and " + LARGEST_CHUNK_BYTES);
            require(
                    windowBytes >= chunkBytes,
                    "snapshots.windowBytes",
                    windowBytes,
                    "at least chunkBytes, " + chunkBytes);
            require(bytesPerSecond >= 1, "snapshots.bytesPerSecond", bytesPerSecond, "at least 1");
            require(giveUpAfter.toNanos() > 0, "snapshots.giveUpAfter", giveUpAfter, "positive");
            require(maxHeldLogBytes >= 0, "snapshots.maxHeldLogBytes", maxHeldLogBytes, "zero or positive");
        }
    }

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException naming the field, its value and what it must be
     */
    public RaftNodeConfig {
        require(maxPendingRequests >= 1, "maxPendingRequests", maxPendingRequests, "at least 1");
        require(
                maxCommandBytes >= 1 && maxCommandBytes <= LARGEST_COMMAND_BYTES,
                "maxCommandBytes",
                maxCommandBytes,
                "between 1 and " + LARGEST_COMMAND_BYTES);
        require(
                requestTimeout.compareTo(raft.electionTimeout()) >= 0,
                "requestTimeout",
                requestTimeout,
                "at least the electionTimeout of " + raft.electionTimeout());
    }

    /** 16 384 pending requests, commands of up to 8 MiB, and a time-out that outlasts two elections by 5 s, as etcd's does. */
    public static RaftNodeConfig of(long clusterId, RaftConfig raft) {
        return new RaftNodeConfig(
                clusterId,
                raft,
                StorageOptions.DEFAULTS,
                16 * 1024,
                8 << 20,
                raft.electionTimeout().multipliedBy(2).plusSeconds(5),
                PersistEvery.DEFAULTS,
                Snapshots.DEFAULTS);
    }

    /** The same with another limit on the size of a command. */
    public RaftNodeConfig withMaxCommandBytes(int newMaxCommandBytes) {
        return new RaftNodeConfig(
                clusterId,
                raft,
                storage,
                maxPendingRequests,
                newMaxCommandBytes,
                requestTimeout,
                persistEvery,
                snapshots);
    }

    /** The same with another layout of the log on disk. */
    public RaftNodeConfig withStorage(StorageOptions newStorage) {
        return new RaftNodeConfig(
                clusterId,
                raft,
                newStorage,
                maxPendingRequests,
                maxCommandBytes,
                requestTimeout,
                persistEvery,
                snapshots);
    }

    /** The same with other limits on what waits. */
    public RaftNodeConfig withRequests(int newMaxPendingRequests, Duration newRequestTimeout) {
        return new RaftNodeConfig(
                clusterId,
                raft,
                storage,
                newMaxPendingRequests,
                maxCommandBytes,
                newRequestTimeout,
                persistEvery,
                snapshots);
    }

    /** The same, its state made durable more or less often. */
    public RaftNodeConfig withPersistEvery(PersistEvery newPersistEvery) {
        return new RaftNodeConfig(
                clusterId,
                raft,
                storage,
                maxPendingRequests,
                maxCommandBytes,
                requestTimeout,
                newPersistEvery,
                snapshots);
    }

    /** The same, with snapshots that travel otherwise. */
    public RaftNodeConfig withSnapshots(Snapshots newSnapshots) {
        return new RaftNodeConfig(
                clusterId,
                raft,
                storage,
                maxPendingRequests,
                maxCommandBytes,
                requestTimeout,
                persistEvery,
                newSnapshots);
    }

    private static void require(boolean holds, String field, Object value, String requirement) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is " + value + ", but must be " + requirement);
        }
    }
}

package io.raftkv.raft.snapshot;

import io.raftkv.raft.core.InstallSnapshot;
import java.nio.ByteBuffer;

/**
 * What servers say to each other while a snapshot travels. Parts may be lost, duplicated, delayed and reordered as every
 * message may: {@code offset} tells what fits where, and what does not fit is dropped and asked for again.
 */
public sealed interface SnapshotPart {

    /** Id of the server that sent it. */
    long from();

    /** Id of the server that it is for. */
    long to();

    /** The {@link SnapshotManifest#id()} of the snapshot that it is about. */
    long snapshotId();

    /**
     * The leader offers a snapshot. Answered with {@link Progress}, from which the leader goes on, or with {@link Declined}.
     *
     * @param request what the follower's core will be told when all has arrived
     * @param manifest what is going to come
     */
    record Offer(InstallSnapshot request, SnapshotManifest manifest) implements SnapshotPart {
        @Override
        public long from() {
            return request.from();
        }

        @Override
        public long to() {
            return request.to();
        }

        @Override
        public long snapshotId() {
            return manifest.id();
        }
    }

    /**
     * Some of its bytes.
     *
     * @param from the leader
     * @param to the follower
     * @param snapshotId which snapshot
     * @param offset where they belong
     * @param checksum CRC32C of {@code data}, made when it was read from the leader's disk
     * @param data the bytes; never changed, and read only through {@link ByteBuffer#duplicate()}
     */
    record Chunk(long from, long to, long snapshotId, long offset, int checksum, ByteBuffer data)
            implements SnapshotPart {}

    /**
     * The follower has everything before {@code offset}; when that is all, it is durable.
     *
     * @param from the follower
     * @param to the leader
     * @param snapshotId which snapshot
     * @param offset where the next byte belongs
     */
    record Progress(long from, long to, long snapshotId, long offset) implements SnapshotPart {}

    /**
     * The follower does not take the snapshot.
     *
     * @param from the follower
     * @param to the leader
     * @param snapshotId which snapshot
     * @param reason why, for the leader's operator
     */
    record Declined(long from, long to, long snapshotId, String reason) implements SnapshotPart {}
}

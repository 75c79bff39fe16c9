package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.FieldChecks.configuration;
import static io.raftkv.raft.transport.FieldChecks.impossible;
import static io.raftkv.raft.transport.FieldChecks.notNegative;
import static io.raftkv.raft.transport.FieldChecks.position;
import static io.raftkv.raft.transport.FieldChecks.started;

import io.raftkv.raft.core.InstallSnapshot;
import io.raftkv.raft.core.SnapshotMetadata;
import io.raftkv.raft.snapshot.SnapshotFile;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.snapshot.SnapshotPart;
import io.raftkv.raft.transport.MalformedMessageException.Kind;
import io.raftkv.raft.transport.proto.RaftProto;
import java.util.ArrayList;
import java.util.zip.CRC32C;

/**
 * Makes parts of snapshots of envelopes, and lets none through that no server in its right mind would send: no name of a
 * file that leads out of its directory (known bug snapshot-path-traversal), and no bytes that changed on the way from the
 * leader's disk.
 *
 * <p>The data of a chunk is a read-only view of the array that the envelope was read into, as payloads of entries are.
 */
final class SnapshotPartDecoder {

    private SnapshotPartDecoder() {}

    /** Makes a part of an envelope whose addresses have been checked. */
    static SnapshotPart decode(RaftProto.Envelope envelope) throws MalformedMessageException {
        long from = envelope.getFrom();
        long to = envelope.getTo();
        return switch (envelope.getMessageCase()) {
            case SNAPSHOT_OFFER ->
                offer(from, to, started(notNegative("term", envelope.getTerm())), envelope.getSnapshotOffer());
            case SNAPSHOT_CHUNK -> chunk(from, to, envelope.getSnapshotChunk());
            case SNAPSHOT_PROGRESS -> {
                var progress = envelope.getSnapshotProgress();
                yield new SnapshotPart.Progress(
                        from, to, progress.getSnapshotId(), notNegative("offset", progress.getOffset()));
            }
            case SNAPSHOT_DECLINED -> {
                var declined = envelope.getSnapshotDeclined();
                yield new SnapshotPart.Declined(from, to, declined.getSnapshotId(), declined.getReason());
            }
            case MESSAGE_NOT_SET -> throw MessageDecoder.unknownMessage();
            case HELLO,
                    REQUEST_VOTE,
                    REQUEST_VOTE_RESPONSE,
                    PRE_VOTE,
                    PRE_VOTE_RESPONSE,
                    APPEND_ENTRIES,
                    APPEND_ENTRIES_ACCEPTED,
                    APPEND_ENTRIES_REJECTED,
                    APPEND_ENTRIES_STALE,
                    FORWARDED_PROPOSALS,
                    PROPOSALS_REFUSED,
                    FORWARDED_READ,
                    FORWARDED_READ_GRANTED,
                    FORWARDED_READ_REFUSED,
                    FORWARDED_CHANGE,
                    TIMEOUT_NOW -> throw impossible(envelope.getMessageCase() + " among the parts of snapshots");
        };
    }

    private static SnapshotPart offer(long from, long to, long term, RaftProto.SnapshotOffer message)
            throws MalformedMessageException {
        var lastIncluded = position(message.getLastIncluded(), term);
        var snapshot = new SnapshotMetadata(lastIncluded, configuration(message.getConfiguration()));
        var manifest = manifest(lastIncluded.index(), message);
        return new SnapshotPart.Offer(new InstallSnapshot(from, to, term, snapshot), manifest);
    }

    private static SnapshotManifest manifest(long lastIncludedIndex, RaftProto.SnapshotOffer message)
            throws MalformedMessageException {
        var files = new ArrayList<SnapshotFile>(message.getFilesCount());
        long totalBytes = 0;
        try {
            for (var file : message.getFilesList()) {
                files.add(new SnapshotFile(file.getName(), file.getBytes()));
                totalBytes = Math.addExact(totalBytes, file.getBytes());
            }
            return new SnapshotManifest(message.getSnapshotId(), lastIncludedIndex, files);
        } catch (IllegalArgumentException e) {
            throw impossible("no manifest of a snapshot: " + e.getMessage());
        } catch (ArithmeticException e) {
            throw impossible("the files of a snapshot have more than " + totalBytes + " bytes together");
        }
    }

    private static SnapshotPart chunk(long from, long to, RaftProto.SnapshotChunk message)
            throws MalformedMessageException {
        long offset = notNegative("offset", message.getOffset());
        int length = message.getData().size();
        if (offset > Long.MAX_VALUE - length) {
            throw impossible("offset " + offset + " is too high for " + length + " bytes");
        }
        var data = message.getData().asReadOnlyByteBuffer();
        var checksum = new CRC32C();
        checksum.update(data.duplicate());
        if ((int) checksum.getValue() != message.getChecksum()) {
            throw new MalformedMessageException(
                    Kind.DAMAGED,
                    "the checksum of " + length + " bytes at offset " + offset + " of a snapshot is "
                            + Integer.toHexString((int) checksum.getValue()) + ", not "
                            + Integer.toHexString(message.getChecksum()));
        }
        return new SnapshotPart.Chunk(from, to, message.getSnapshotId(), offset, message.getChecksum(), data);
    }
}

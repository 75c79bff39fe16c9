package io.raftkv.raft.transport;

import com.google.protobuf.UnsafeByteOperations;
import io.raftkv.raft.snapshot.SnapshotFile;
import io.raftkv.raft.snapshot.SnapshotPart;
import io.raftkv.raft.transport.proto.RaftProto;

/** Makes envelopes of parts of snapshots. */
final class SnapshotPartEncoder implements Encoder<SnapshotPart> {

    /** What a file counts for beside its name. */
    private static final int FILE_BYTES = 16;

    private final Envelopes envelopes;

    SnapshotPartEncoder(Envelopes envelopes) {
        this.envelopes = envelopes;
    }

    @Override
    public RaftProto.Envelope encode(SnapshotPart part) {
        var envelope = envelopes.address(part.from(), part.to());
        switch (part) {
            case SnapshotPart.Offer p -> envelope.setTerm(p.request().term()).setSnapshotOffer(offer(p));
            case SnapshotPart.Chunk p ->
                envelope.setSnapshotChunk(RaftProto.SnapshotChunk.newBuilder()
                        .setSnapshotId(p.snapshotId())
                        .setOffset(p.offset())
                        .setChecksum(p.checksum())
                        .setData(UnsafeByteOperations.unsafeWrap(p.data())));
            case SnapshotPart.Progress p ->
                envelope.setSnapshotProgress(RaftProto.SnapshotProgress.newBuilder()
                        .setSnapshotId(p.snapshotId())
                        .setOffset(p.offset()));
            case SnapshotPart.Declined p ->
                envelope.setSnapshotDeclined(RaftProto.SnapshotDeclined.newBuilder()
                        .setSnapshotId(p.snapshotId())
                        .setReason(p.reason()));
        }
        return envelope.build();
    }

    @Override
    public long sizeOf(SnapshotPart part) {
        return switch (part) {
            // There is one for a whole snapshot: what it costs to know its size does not matter.
            case SnapshotPart.Offer p -> FIXED_BYTES + sizeOfOffer(p);
            case SnapshotPart.Chunk p -> FIXED_BYTES + (long) p.data().remaining();
            case SnapshotPart.Progress ignored -> FIXED_BYTES;
            case SnapshotPart.Declined p -> FIXED_BYTES + 3L * p.reason().length();
        };
    }

    private static long sizeOfOffer(SnapshotPart.Offer offer) {
        long size = offer.request().snapshot().configuration().encode().remaining();
        for (SnapshotFile file : offer.manifest().files()) {
            size += FILE_BYTES + file.name().length();
        }
        return size;
    }

    private static RaftProto.SnapshotOffer offer(SnapshotPart.Offer offer) {
        var snapshot = offer.request().snapshot();
        var builder = RaftProto.SnapshotOffer.newBuilder()
                .setLastIncluded(MessageEncoder.position(snapshot.lastIncluded()))
                .setConfiguration(
                        UnsafeByteOperations.unsafeWrap(snapshot.configuration().encode()))
                .setSnapshotId(offer.manifest().id());
        for (SnapshotFile file : offer.manifest().files()) {
            builder.addFiles(
                    RaftProto.SnapshotFile.newBuilder().setName(file.name()).setBytes(file.bytes()));
        }
        return builder.build();
    }
}

package io.raftkv.raft.node;

import io.raftkv.raft.core.InstallSnapshot;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.snapshot.SnapshotPart;
import io.raftkv.raft.snapshot.SnapshotReceiver;
import io.raftkv.raft.transport.Transport;

/** One snapshot that comes from another server, beside the living state; acknowledges each part that fits. */
final class IncomingSnapshot {

    private final SnapshotManifest manifest;
    private final SnapshotReceiver receiver;
    private final Transport transport;

    /** The latest offer of it: another leader, or the same in another term, may go on with what an earlier one began. */
    private InstallSnapshot request;

    private boolean complete;

    IncomingSnapshot(SnapshotPart.Offer offer, SnapshotReceiver receiver, Transport transport) {
        this.manifest = offer.manifest();
        this.receiver = receiver;
        this.transport = transport;
        this.request = offer.request();
    }

    SnapshotManifest manifest() {
        return manifest;
    }

    /** What the core is to be told when it is complete. */
    InstallSnapshot request() {
        return request;
    }

    long offset() {
        return receiver.offset();
    }

    /** It is offered, for the first time or again. */
    void offered(SnapshotPart.Offer offer) {
        request = offer.request();
        acknowledge();
    }

    /** Adds a part if it is the next one; others are asked for again by saying where the next one begins. */
    void add(SnapshotPart.Chunk chunk) {
        boolean fits = !complete
                && chunk.offset() == receiver.offset()
                && chunk.data().remaining() <= manifest.totalBytes() - receiver.offset()
                && OutgoingSnapshot.checksumOf(chunk.data()) == chunk.checksum();
        if (fits) {
            receiver.write(chunk.data().duplicate());
            if (receiver.offset() < manifest.totalBytes()) {
                acknowledge();
            }
        } else if (!complete && chunk.offset() > receiver.offset()) {
            acknowledge(); // a part before this one is late or lost: it is asked for again
        }
    }

    /** Whether everything is here, and durable. Makes it so when the last part has come. */
    boolean isComplete() {
        if (!complete && receiver.offset() == manifest.totalBytes()) {
            receiver.complete();
            complete = true;
            acknowledge();
        }
        return complete;
    }

    private void acknowledge() {
        transport.send(new SnapshotPart.Progress(request.to(), request.from(), manifest.id(), receiver.offset()));
    }

    void close() {
        receiver.close();
    }
}

package io.raftkv.server.mvcc;

import io.raftkv.raft.snapshot.Snapshot;
import io.raftkv.raft.snapshot.SnapshotReceiver;
import java.nio.ByteBuffer;

/** Carries a snapshot from one store to another as the node does: part by part, from where the receiver is. */
public final class Transfer {
    private Transfer() {}

    /** Carries all that is missing. */
    public static void all(Snapshot from, OrderedStore to, int partBytes) {
        try (var receiver = to.receive(from.manifest())) {
            parts(from, receiver, partBytes, Integer.MAX_VALUE);
            receiver.complete();
        }
    }

    /** Carries a few parts, after which the connection is lost. */
    public static void some(Snapshot from, OrderedStore to, int partBytes, int parts) {
        try (var receiver = to.receive(from.manifest())) {
            parts(from, receiver, partBytes, parts);
        }
    }

    private static void parts(Snapshot from, SnapshotReceiver receiver, int partBytes, int parts) {
        long total = from.manifest().totalBytes();
        for (int i = 0; i < parts && receiver.offset() < total; i++) {
            var part = ByteBuffer.allocate((int) Math.min(partBytes, total - receiver.offset()));
            from.read(receiver.offset(), part);
            receiver.write(part.flip());
        }
    }
}

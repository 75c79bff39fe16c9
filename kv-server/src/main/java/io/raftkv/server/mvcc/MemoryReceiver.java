package io.raftkv.server.mvcc;

import io.raftkv.raft.core.Invariants;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.snapshot.SnapshotReceiver;
import java.nio.ByteBuffer;

/** What a {@link MemoryStore} has of a snapshot that it is sent. */
final class MemoryReceiver implements SnapshotReceiver {
    private final SnapshotManifest manifest;
    private final ByteBuffer content;
    private volatile boolean complete;

    MemoryReceiver(SnapshotManifest manifest) {
        this.manifest = manifest;
        this.content = ByteBuffer.allocate(Math.toIntExact(manifest.totalBytes()));
    }

    SnapshotManifest manifest() {
        return manifest;
    }

    boolean isComplete() {
        return complete;
    }

    /** All bytes, once they are there, from 0 to the limit. */
    ByteBuffer content() {
        return content.duplicate().flip();
    }

    @Override
    public long offset() {
        return content.position();
    }

    @Override
    public void write(ByteBuffer data) {
        content.put(data.duplicate());
    }

    @Override
    public void complete() {
        Invariants.check(
                !content.hasRemaining(),
                () -> "snapshot " + manifest + " is called complete with " + content.position() + " bytes");
        complete = true;
    }

    @Override
    public void close() {}
}

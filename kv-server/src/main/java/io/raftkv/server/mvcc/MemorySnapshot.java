package io.raftkv.server.mvcc;

import io.raftkv.raft.snapshot.Snapshot;
import io.raftkv.raft.snapshot.SnapshotFile;
import io.raftkv.raft.snapshot.SnapshotManifest;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A snapshot of a {@link MemoryStore}: one file.
 *
 * @param manifest what is in it
 * @param file a {@link ContentsFile}
 */
record MemorySnapshot(SnapshotManifest manifest, ByteBuffer file) implements Snapshot {

    static MemorySnapshot of(MemoryStore.Contents contents, long id, long lastIncludedIndex) {
        ByteBuffer file = ContentsFile.encode(contents);
        var files = List.of(new SnapshotFile("contents", file.limit()));
        return new MemorySnapshot(new SnapshotManifest(id, lastIncludedIndex, files), file);
    }

    @Override
    public void read(long offset, ByteBuffer target) {
        int length = target.remaining();
        target.put(target.position(), file, Math.toIntExact(offset), length);
        target.position(target.position() + length);
    }

    @Override
    public void close() {}
}

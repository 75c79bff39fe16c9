package io.raftkv.server.mvcc;

import io.raftkv.raft.snapshot.Snapshot;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.snapshot.SnapshotReceiver;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An {@link OrderedStore} in memory, for simulations and tests. It promises no more than one on disk does:
 * {@link #crash()} brings back exactly what the last {@link #flush()} or {@link #install} contained.
 */
public final class MemoryStore implements OrderedStore {
    private final AtomicReference<Contents> committed = new AtomicReference<>(Contents.EMPTY);
    private volatile Contents flushed = Contents.EMPTY;
    private volatile @Nullable MemoryReceiver received;

    /** An empty store. */
    public MemoryStore() {}

    /**
     * Loses everything since the last flush, and a snapshot that was not completely received. Open views keep showing what
     * they showed.
     */
    public void crash() {
        committed.set(flushed);
        var lost = received;
        if (lost != null && !lost.isComplete()) {
            received = null;
        }
    }

    @Override
    public ReadView view() {
        return new MemoryView(current());
    }

    @Override
    public Transaction begin() {
        return new MemoryTransaction(this, current());
    }

    @Override
    public void flush() {
        flushed = current();
    }

    @Override
    public byte @Nullable [] getDurable(Space space, byte[] key) {
        return flushed.get(space, key);
    }

    @Override
    public Snapshot snapshot(long id, ToLongFunction<ReadView> lastIncludedIndex) {
        Contents frozen = current();
        return MemorySnapshot.of(frozen, id, lastIncludedIndex.applyAsLong(new MemoryView(frozen)));
    }

    @Override
    public SnapshotReceiver receive(SnapshotManifest manifest) {
        var begun = received;
        if (begun == null || !begun.manifest().equals(manifest)) {
            begun = new MemoryReceiver(manifest);
            received = begun;
        }
        return begun;
    }

    @Override
    public void install(long lastIncludedIndex, Consumer<ReadView> check) {
        var complete = received;
        if (complete == null
                || !complete.isComplete()
                || complete.manifest().lastIncludedIndex() != lastIncludedIndex) {
            throw DamagedStoreException.snapshotMissing(lastIncludedIndex);
        }
        Contents contents = ContentsFile.decode(complete.content());
        check.accept(new MemoryView(contents));
        flushed = contents;
        committed.set(contents);
        received = null;
    }

    @Override
    public long sizeInBytes() {
        return current().bytes();
    }

    @Override
    public long liveSizeInBytes() {
        return current().bytes();
    }

    @Override
    public void close() {
        flush();
    }

    /** Commits a transaction that began with {@code base}: its result as it stands, or its writes again on what is new. */
    void commit(Contents base, Contents result, UnaryOperator<Contents> writes) {
        if (!committed.compareAndSet(base, result)) {
            committed.updateAndGet(writes);
        }
    }

    private Contents current() {
        return Objects.requireNonNull(committed.get());
    }

    /** Everything that the store holds at one moment. */
    record Contents(SortedTree meta, SortedTree keys, SortedTree revisions) {
        static final Contents EMPTY = new Contents(SortedTree.EMPTY, SortedTree.EMPTY, SortedTree.EMPTY);

        SortedTree of(Space space) {
            return switch (space) {
                case META -> meta;
                case KEYS -> keys;
                case REVISIONS -> revisions;
            };
        }

        byte @Nullable [] get(Space space, byte[] key) {
            var node = of(space).get(key);
            return node == null ? null : node.value();
        }

        Contents with(Space space, SortedTree changed) {
            return switch (space) {
                case META -> new Contents(changed, keys, revisions);
                case KEYS -> new Contents(meta, changed, revisions);
                case REVISIONS -> new Contents(meta, keys, changed);
            };
        }

        long bytes() {
            return meta.bytes() + keys.bytes() + revisions.bytes();
        }
    }
}

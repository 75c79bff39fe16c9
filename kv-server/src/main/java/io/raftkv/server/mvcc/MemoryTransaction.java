package io.raftkv.server.mvcc;

import io.raftkv.server.mvcc.MemoryStore.Contents;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A transaction of a {@link MemoryStore}: the contents at its begin, changed by its writes as they come. */
final class MemoryTransaction implements Transaction {
    private final MemoryStore store;
    private final Contents base;
    private final List<Write> writes = new ArrayList<>();
    private Contents contents;

    MemoryTransaction(MemoryStore store, Contents base) {
        this.store = store;
        this.base = base;
        this.contents = base;
    }

    @Override
    public byte @Nullable [] get(Space space, byte[] key) {
        return contents.get(space, key);
    }

    @Override
    public Cursor cursor(Space space) {
        return new MemoryView.TreeCursor(() -> contents.of(space));
    }

    @Override
    public void put(Space space, byte[] key, byte[] value) {
        add(new Write(space, key, value));
    }

    @Override
    public void delete(Space space, byte[] key) {
        add(new Write(space, key, null));
    }

    @Override
    public void commit() {
        store.commit(base, contents, this::writtenTo);
    }

    @Override
    public void close() {}

    private void add(Write write) {
        writes.add(write);
        contents = write.appliedTo(contents);
    }

    private Contents writtenTo(Contents other) {
        Contents result = other;
        for (Write write : writes) {
            result = write.appliedTo(result);
        }
        return result;
    }

    /**
     * A write.
     *
     * @param value null to delete
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Write(Space space, byte[] key, byte @Nullable [] value) {
        Contents appliedTo(Contents contents) {
            SortedTree tree = contents.of(space);
            return contents.with(space, value == null ? tree.without(key) : tree.with(key, value));
        }
    }
}

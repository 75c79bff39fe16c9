package io.raftkv.server.rocksdb;

import io.raftkv.server.mvcc.Cursor;
import io.raftkv.server.mvcc.ReadView;
import io.raftkv.server.mvcc.Space;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;

/** A view held by a RocksDB snapshot, which covers all families. */
final class RocksView implements ReadView {
    private final RocksStore store;
    private final Snapshot snapshot;
    private final ReadOptions readOptions;

    RocksView(RocksStore store) {
        this.store = store;
        this.snapshot = store.db().getSnapshot();
        this.readOptions = new ReadOptions().setSnapshot(snapshot);
    }

    @Override
    public byte @Nullable [] get(Space space, byte[] key) {
        try {
            return store.db().get(store.family(space), readOptions, key);
        } catch (RocksDBException e) {
            throw store.failed("read", e);
        }
    }

    @Override
    public Cursor cursor(Space space) {
        return new RocksCursor(store, store.db().newIterator(store.family(space), readOptions));
    }

    @Override
    public void close() {
        readOptions.close();
        store.db().releaseSnapshot(snapshot);
        snapshot.close();
        store.exit();
    }
}

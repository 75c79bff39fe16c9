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
    private final RocksDatabase database;
    private final Snapshot snapshot;
    private final ReadOptions readOptions;

    RocksView(RocksDatabase database) {
        this.database = database;
        this.snapshot = database.db().getSnapshot();
        this.readOptions = new ReadOptions().setSnapshot(snapshot);
    }

    @Override
    public byte @Nullable [] get(Space space, byte[] key) {
        try {
            return database.db().get(database.family(space), readOptions, key);
        } catch (RocksDBException e) {
            throw database.failed("read", e);
        }
    }

    @Override
    public Cursor cursor(Space space) {
        return new RocksCursor(database, database.db().newIterator(database.family(space), readOptions));
    }

    @Override
    public void close() {
        readOptions.close();
        database.db().releaseSnapshot(snapshot);
        snapshot.close();
        database.exit();
    }
}

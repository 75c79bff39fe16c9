package io.raftkv.server.rocksdb;

import io.raftkv.server.mvcc.Cursor;
import io.raftkv.server.mvcc.Space;
import io.raftkv.server.mvcc.Transaction;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatchWithIndex;

/** A transaction as an indexed write batch, laid over the database for its own reads. */
final class RocksTransaction implements Transaction {
    private final RocksStore store;
    private final WriteBatchWithIndex batch = new WriteBatchWithIndex(true);

    RocksTransaction(RocksStore store) {
        this.store = store;
    }

    @Override
    public byte @Nullable [] get(Space space, byte[] key) {
        try {
            return batch.getFromBatchAndDB(store.db(), store.family(space), store.readOptions(), key);
        } catch (RocksDBException e) {
            throw store.failed("read", e);
        }
    }

    @Override
    public Cursor cursor(Space space) {
        ColumnFamilyHandle family = store.family(space);
        var base = store.db().newIterator(family, store.readOptions());
        return new RocksCursor(store, batch.newIteratorWithBase(family, base, store.readOptions()));
    }

    @Override
    public void put(Space space, byte[] key, byte[] value) {
        try {
            batch.put(store.family(space), key, value);
        } catch (RocksDBException e) {
            throw store.failed("write", e);
        }
    }

    @Override
    public void delete(Space space, byte[] key) {
        try {
            batch.delete(store.family(space), key);
        } catch (RocksDBException e) {
            throw store.failed("write", e);
        }
    }

    @Override
    public void commit() {
        try {
            store.db().write(store.writeOptions(), batch);
        } catch (RocksDBException e) {
            throw store.failed("write", e);
        }
    }

    @Override
    public void close() {
        batch.close();
        store.exit();
    }
}

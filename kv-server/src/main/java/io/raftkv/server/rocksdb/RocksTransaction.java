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
    private final RocksDatabase database;
    private final WriteBatchWithIndex batch = new WriteBatchWithIndex(true);

    RocksTransaction(RocksDatabase database) {
        this.database = database;
    }

    @Override
    public byte @Nullable [] get(Space space, byte[] key) {
        try {
            return batch.getFromBatchAndDB(database.db(), database.family(space), database.readOptions(), key);
        } catch (RocksDBException e) {
            throw database.failed("read", e);
        }
    }

    @Override
    public Cursor cursor(Space space) {
        ColumnFamilyHandle family = database.family(space);
        var base = database.db().newIterator(family, database.readOptions());
        return new RocksCursor(database, batch.newIteratorWithBase(family, base, database.readOptions()));
    }

    @Override
    public void put(Space space, byte[] key, byte[] value) {
        try {
            batch.put(database.family(space), key, value);
        } catch (RocksDBException e) {
            throw database.failed("write", e);
        }
    }

    @Override
    public void delete(Space space, byte[] key) {
        try {
            batch.delete(database.family(space), key);
        } catch (RocksDBException e) {
            throw database.failed("write", e);
        }
    }

    @Override
    public void commit() {
        try {
            database.db().write(database.writeOptions(), batch);
        } catch (RocksDBException e) {
            throw database.failed("write", e);
        }
    }

    @Override
    public void close() {
        batch.close();
        database.exit();
    }
}

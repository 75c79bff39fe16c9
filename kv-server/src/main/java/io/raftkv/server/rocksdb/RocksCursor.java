package io.raftkv.server.rocksdb;

import io.raftkv.server.mvcc.Cursor;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** A cursor over one column family. An iterator that ends because of an error is told from one that is through. */
final class RocksCursor implements Cursor {
    private final RocksDatabase database;
    private final RocksIterator iterator;

    RocksCursor(RocksDatabase database, RocksIterator iterator) {
        this.database = database;
        this.iterator = iterator;
    }

    @Override
    public boolean seek(byte[] key) {
        iterator.seek(key);
        return isOnEntry();
    }

    @Override
    public boolean seekBackward(byte[] key) {
        iterator.seekForPrev(key);
        return isOnEntry();
    }

    @Override
    public boolean next() {
        iterator.next();
        return isOnEntry();
    }

    @Override
    public boolean previous() {
        iterator.prev();
        return isOnEntry();
    }

    @Override
    public byte[] key() {
        return iterator.key();
    }

    @Override
    public byte[] value() {
        return iterator.value();
    }

    @Override
    public void close() {
        iterator.close();
    }

    private boolean isOnEntry() {
        if (iterator.isValid()) {
            return true;
        }
        try {
            iterator.status();
        } catch (RocksDBException e) {
            throw database.failed("read", e);
        }
        return false;
    }
}

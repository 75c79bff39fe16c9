/**
 * The {@link io.raftkv.server.mvcc.OrderedStore} on RocksDB. Nothing outside this package knows that RocksDB exists.
 *
 * <p>Its own write-ahead log is off, because the Raft log is one; what makes that safe is that all column families are
 * flushed as one ({@code atomic_flush}), so the applied index on disk always fits the data on disk.
 */
package io.raftkv.server.rocksdb;

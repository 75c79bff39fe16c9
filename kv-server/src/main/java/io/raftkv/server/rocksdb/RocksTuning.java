package io.raftkv.server.rocksdb;

import java.nio.charset.StandardCharsets;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.WriteBufferManager;

/**
 * How RocksDB is set up: for little memory, few threads and steady latency on a small machine. One cache of
 * {@value #CACHE_BYTES} bytes holds data blocks, indexes, filters and, charged to it, the write buffers of all families,
 * so it bounds the native memory of the whole store.
 *
 * <p>Indexes and filters are cut into small partitions. Whole ones are some hundred KiB for each file, do not fit into
 * what the write buffers leave of a shard of the cache, and would be read from disk again for nearly every seek.
 */
final class RocksTuning implements AutoCloseable {
    private static final long CACHE_BYTES = 64L << 20;
    private static final int CACHE_SHARD_BITS = 2;
    private static final long WRITE_BUFFER_BYTES = 32L << 20;
    private static final int BLOCK_BYTES = 8 << 10;
    private static final int BLOOM_BITS_PER_KEY = 10;
    private static final int BACKGROUND_JOBS = 2;
    private static final int OPEN_FILES = 512;
    private static final long SYNC_EVERY_BYTES = 1L << 20;

    private final LRUCache cache = new LRUCache(CACHE_BYTES, CACHE_SHARD_BITS);
    private final WriteBufferManager writeBuffers = new WriteBufferManager(WRITE_BUFFER_BYTES, cache);
    private final BloomFilter bloomFilter = new BloomFilter(BLOOM_BITS_PER_KEY);
    private final DBOptions dbOptions = new DBOptions()
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setAtomicFlush(true)
            .setAvoidFlushDuringShutdown(true) // what is to stay was flushed; what was replaced needs no flush
            .setWriteBufferManager(writeBuffers)
            .setMaxBackgroundJobs(BACKGROUND_JOBS)
            .setMaxOpenFiles(OPEN_FILES)
            .setBytesPerSync(SYNC_EVERY_BYTES)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setKeepLogFileNum(2)
            .setMaxManifestFileSize(16L << 20);
    private final ColumnFamilyOptions familyOptions = new ColumnFamilyOptions()
            .setWriteBufferSize(WRITE_BUFFER_BYTES)
            .setMaxWriteBufferNumber(2)
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setLevelCompactionDynamicLevelBytes(true)
            .setTableFormatConfig(new BlockBasedTableConfig()
                    .setBlockCache(cache)
                    .setBlockSize(BLOCK_BYTES)
                    .setFilterPolicy(bloomFilter)
                    .setIndexType(IndexType.kTwoLevelIndexSearch)
                    .setPartitionFilters(true)
                    .setCacheIndexAndFilterBlocks(true)
                    .setPinTopLevelIndexAndFilter(true)
                    .setPinL0FilterAndIndexBlocksInCache(true));

    DBOptions dbOptions() {
        return dbOptions;
    }

    ColumnFamilyOptions familyOptions() {
        return familyOptions;
    }

    static byte[] name(String family) {
        return family.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        familyOptions.close();
        dbOptions.close();
        bloomFilter.close();
        writeBuffers.close();
        cache.close();
    }
}

package io.raftkv.server.rocksdb;

import io.raftkv.raft.storage.StorageException;
import io.raftkv.server.mvcc.OrderedStore;
import io.raftkv.server.mvcc.ReadView;
import io.raftkv.server.mvcc.Space;
import io.raftkv.server.mvcc.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * An {@link OrderedStore} in a RocksDB directory: a column family for each space, no write-ahead log, and all families
 * flushed together, so that a crash leaves the data and the applied index of the same moment (known bug
 * applied-index-apart).
 *
 * <p>Native memory is given back when the store is closed and so is the last view or transaction: reading on after the
 * store was closed never reaches freed memory.
 */
public final class RocksStore implements OrderedStore {
    private final Path directory;
    private final RocksTuning tuning;
    private final RocksDB db;
    private final Map<Space, ColumnFamilyHandle> families;
    private final WriteOptions writeOptions = new WriteOptions().setDisableWAL(true);
    private final ReadOptions readOptions = new ReadOptions();
    private final ReadOptions durableReadOptions = new ReadOptions().setReadTier(ReadTier.PERSISTED_TIER);

    /** This store as long as it is open, and each open view. */
    private final AtomicInteger users = new AtomicInteger(1);

    private volatile boolean closed;

    private RocksStore(Path directory, RocksTuning tuning, RocksDB db, Map<Space, ColumnFamilyHandle> families) {
        this.directory = directory;
        this.tuning = tuning;
        this.db = db;
        this.families = families;
    }

    /**
     * Opens a directory, and creates it when it does not exist.
     *
     * @throws StorageException when it is locked by another process, damaged, or cannot be written
     */
    public static RocksStore open(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new StorageException("cannot create the store's directory " + directory + ": " + e.getMessage(), e);
        }
        RocksLibrary.load();
        var tuning = new RocksTuning();
        List<Space> spaces = List.of(Space.values());
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        for (Space space : spaces) {
            descriptors.add(new ColumnFamilyDescriptor(familyName(space), tuning.familyOptions()));
        }
        List<ColumnFamilyHandle> opened = new ArrayList<>();
        try {
            RocksDB db = RocksDB.open(tuning.dbOptions(), directory.toString(), descriptors, opened);
            Map<Space, ColumnFamilyHandle> families = new EnumMap<>(Space.class);
            for (int i = 0; i < opened.size(); i++) {
                families.put(spaces.get(i), opened.get(i));
            }
            return new RocksStore(directory, tuning, db, families);
        } catch (RocksDBException e) {
            tuning.close();
            throw RocksErrors.whileOpening(directory, e);
        }
    }

    @Override
    public ReadView view() {
        enter();
        return new RocksView(this);
    }

    @Override
    public Transaction begin() {
        enter();
        return new RocksTransaction(this);
    }

    @Override
    public void flush() {
        enter();
        try (var options = new FlushOptions().setWaitForFlush(true)) {
            db.flush(options, List.copyOf(families.values()));
        } catch (RocksDBException e) {
            throw failed("flush", e);
        } finally {
            exit();
        }
    }

    @Override
    public byte @Nullable [] getDurable(Space space, byte[] key) {
        enter();
        try {
            return db.get(family(space), durableReadOptions, key);
        } catch (RocksDBException e) {
            throw failed("read", e);
        } finally {
            exit();
        }
    }

    @Override
    public long sizeInBytes() {
        return sum("rocksdb.total-sst-files-size") + sum("rocksdb.cur-size-all-mem-tables");
    }

    @Override
    public long liveSizeInBytes() {
        return sum("rocksdb.estimate-live-data-size") + sum("rocksdb.cur-size-active-mem-table");
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        try {
            flush();
        } finally {
            closed = true;
            exit();
        }
    }

    /** Takes part in the store's life: natives stay until the matching {@link #exit}. */
    private void enter() {
        int now;
        do {
            now = users.get();
            if (closed || now == 0) {
                throw new StorageException("the store in " + directory + " is closed");
            }
        } while (!users.compareAndSet(now, now + 1));
    }

    void exit() {
        if (users.decrementAndGet() == 0) {
            families.values().forEach(ColumnFamilyHandle::close);
            db.close();
            writeOptions.close();
            readOptions.close();
            durableReadOptions.close();
            tuning.close();
        }
    }

    RocksDB db() {
        return db;
    }

    ColumnFamilyHandle family(Space space) {
        return Objects.requireNonNull(families.get(space));
    }

    WriteOptions writeOptions() {
        return writeOptions;
    }

    ReadOptions readOptions() {
        return readOptions;
    }

    StorageException failed(String what, RocksDBException e) {
        return RocksErrors.whileRunning(directory, what, e);
    }

    private long sum(String property) {
        enter();
        try {
            return db.getAggregatedLongProperty(property);
        } catch (RocksDBException e) {
            throw failed("measure", e);
        } finally {
            exit();
        }
    }

    /** RocksDB insists on a family named default; the smallest space is that one. */
    private static byte[] familyName(Space space) {
        return switch (space) {
            case META -> RocksDB.DEFAULT_COLUMN_FAMILY;
            case KEYS -> RocksTuning.name("keys");
            case REVISIONS -> RocksTuning.name("revisions");
        };
    }
}

package io.raftkv.server.rocksdb;

import io.raftkv.raft.storage.StorageException;
import io.raftkv.server.mvcc.ReadView;
import io.raftkv.server.mvcc.Space;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * One open RocksDB directory. It has an owner, and users that come and go: views, transactions, calls. Native memory is given
 * back when the owner has released it and the last user has left, so that nobody ever reads freed memory.
 */
final class RocksDatabase {
    private final Path directory;
    private final RocksTuning tuning;
    private final RocksDB db;
    private final Map<Space, ColumnFamilyHandle> families;
    private final WriteOptions writeOptions = new WriteOptions().setDisableWAL(true);
    private final ReadOptions readOptions = new ReadOptions();
    private final ReadOptions durableReadOptions = new ReadOptions().setReadTier(ReadTier.PERSISTED_TIER);

    /** The owner until it has released this, and each user. */
    private final AtomicInteger users = new AtomicInteger(1);

    private Runnable afterwards = () -> {};

    private RocksDatabase(Path directory, RocksTuning tuning, RocksDB db, Map<Space, ColumnFamilyHandle> families) {
        this.directory = directory;
        this.tuning = tuning;
        this.db = db;
        this.families = families;
    }

    /**
     * Opens a directory, and creates what is missing.
     *
     * @throws StorageException when it is damaged, or cannot be written
     */
    static RocksDatabase open(Path directory) {
        return open(
                directory,
                (tuning, families, handles) ->
                        RocksDB.open(tuning.dbOptions(), directory.toString(), families, handles));
    }

    /**
     * Opens a directory that nobody writes to, and changes nothing in it.
     *
     * @throws StorageException when it is damaged
     */
    static RocksDatabase openReadOnly(Path directory) {
        return open(
                directory,
                (tuning, families, handles) ->
                        RocksDB.openReadOnly(tuning.dbOptions(), directory.toString(), families, handles));
    }

    @FunctionalInterface
    private interface Opening {
        RocksDB open(RocksTuning tuning, List<ColumnFamilyDescriptor> families, List<ColumnFamilyHandle> handles)
                throws RocksDBException;
    }

    private static RocksDatabase open(Path directory, Opening opening) {
        RocksLibrary.load();
        var tuning = new RocksTuning();
        List<Space> spaces = List.of(Space.values());
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        for (Space space : spaces) {
            descriptors.add(new ColumnFamilyDescriptor(familyName(space), tuning.familyOptions()));
        }
        List<ColumnFamilyHandle> opened = new ArrayList<>();
        try {
            RocksDB db = opening.open(tuning, descriptors, opened);
            Map<Space, ColumnFamilyHandle> families = new EnumMap<>(Space.class);
            for (int i = 0; i < opened.size(); i++) {
                families.put(spaces.get(i), opened.get(i));
            }
            return new RocksDatabase(directory, tuning, db, families);
        } catch (RocksDBException e) {
            tuning.close();
            throw RocksErrors.failed(directory, "open", e);
        }
    }

    /** Joins the users until the matching {@link #exit}; false when it is closed for good. */
    boolean enter() {
        int now = users.get();
        while (now > 0) {
            if (users.compareAndSet(now, now + 1)) {
                return true;
            }
            now = users.get();
        }
        return false;
    }

    void exit() {
        if (users.decrementAndGet() == 0) {
            families.values().forEach(ColumnFamilyHandle::close);
            db.close();
            writeOptions.close();
            readOptions.close();
            durableReadOptions.close();
            tuning.close();
            afterwards.run();
        }
    }

    /** The owner gives it up, once. */
    void release() {
        exit();
    }

    /**
     * The owner gives it up, once.
     *
     * @param afterwards what to do when it is closed, which may be now, or when the last user leaves
     */
    void release(Runnable afterwards) {
        this.afterwards = afterwards;
        exit();
    }

    /** What is in it now, for the owner, whose it stays. */
    ReadView view() {
        enter();
        return new RocksView(this);
    }

    /** Makes all that was written so far durable, all families as of the same moment. */
    void flush() {
        try (var options = new FlushOptions().setWaitForFlush(true)) {
            db.flush(options, List.copyOf(families.values()));
        } catch (RocksDBException e) {
            throw failed("flush", e);
        }
    }

    Path directory() {
        return directory;
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

    /** Reads pass over what is not flushed. */
    ReadOptions durableReadOptions() {
        return durableReadOptions;
    }

    StorageException failed(String what, RocksDBException e) {
        return RocksErrors.failed(directory, what, e);
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

package io.raftkv.server.rocksdb;

import io.raftkv.raft.snapshot.Snapshot;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.snapshot.SnapshotReceiver;
import io.raftkv.raft.storage.SnapshotInbox;
import io.raftkv.raft.storage.StorageException;
import io.raftkv.server.mvcc.DamagedStoreException;
import io.raftkv.server.mvcc.OrderedStore;
import io.raftkv.server.mvcc.ReadView;
import io.raftkv.server.mvcc.Space;
import io.raftkv.server.mvcc.Transaction;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * An {@link OrderedStore} on RocksDB: a column family for each space, no write-ahead log, and all families flushed
 * together, so that a crash leaves the data and the applied index of the same moment (known bug applied-index-apart).
 *
 * <p>Its state is one {@link RocksDatabase}. A snapshot that is installed is another one, which takes its place; views of the
 * former stay readable, and its directory is deleted when the last of them is closed.
 */
public final class RocksStore implements OrderedStore {
    private final StoreDirectory directory;
    private final SnapshotInbox inbox;
    private volatile RocksDatabase live;
    private volatile boolean closed;

    private RocksStore(StoreDirectory directory, SnapshotInbox inbox, RocksDatabase live) {
        this.directory = directory;
        this.inbox = inbox;
        this.live = live;
    }

    /**
     * Opens a directory, and creates it when it does not exist. What earlier lives did not finish is deleted, but for a
     * snapshot that was being received.
     *
     * @throws StorageException when it is locked by another process, damaged, or cannot be written
     */
    public static RocksStore open(Path path) {
        var directory = StoreDirectory.open(path);
        RocksDatabase live;
        try {
            live = RocksDatabase.open(directory.live());
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
        try {
            directory.opened();
            return new RocksStore(directory, inbox(directory), live);
        } catch (RuntimeException e) {
            live.release(directory::close);
            throw e;
        }
    }

    /** A snapshot that was installed may still lie there, if the crash came between. */
    private static SnapshotInbox inbox(StoreDirectory directory) {
        var inbox = new SnapshotInbox(directory.disk(), StoreDirectory.INBOX);
        SnapshotManifest received = inbox.completed();
        if (received != null && received.id() == directory.installedSnapshot()) {
            inbox.discard();
        }
        return inbox;
    }

    @Override
    public ReadView view() {
        return new RocksView(enter());
    }

    @Override
    public Transaction begin() {
        return new RocksTransaction(enter());
    }

    @Override
    public void flush() {
        var database = enter();
        try {
            database.flush();
        } finally {
            database.exit();
        }
    }

    @Override
    public byte @Nullable [] getDurable(Space space, byte[] key) {
        var database = enter();
        try {
            return database.db().get(database.family(space), database.durableReadOptions(), key);
        } catch (RocksDBException e) {
            throw database.failed("read", e);
        } finally {
            database.exit();
        }
    }

    @Override
    public Snapshot snapshot(long id, ToLongFunction<ReadView> lastIncludedIndex) {
        var database = enter();
        try {
            return RocksSnapshot.take(database, directory.checkpoint(id), id, lastIncludedIndex);
        } finally {
            database.exit();
        }
    }

    @Override
    public SnapshotReceiver receive(SnapshotManifest manifest) {
        return inbox.receive(manifest);
    }

    @Override
    public void install(long lastIncludedIndex, Consumer<ReadView> check) {
        SnapshotManifest received = inbox.completed();
        if (received == null || received.lastIncludedIndex() != lastIncludedIndex) {
            throw DamagedStoreException.snapshotMissing(lastIncludedIndex);
        }
        RocksDatabase next = openReceived(received, check);
        try {
            directory.switchToNext(received.id());
        } catch (RuntimeException e) {
            next.release();
            throw e;
        }
        var former = live;
        live = next;
        former.release(() -> StoreDirectory.deleteUnused(former.directory()));
        inbox.discard();
    }

    /** The new state, ready to take the place of the old one, which still is the one that a crash leaves. */
    private RocksDatabase openReceived(SnapshotManifest received, Consumer<ReadView> check) {
        var next = RocksDatabase.open(directory.prepareNext(inbox, received));
        try (var view = next.view()) {
            check.accept(view);
            return next;
        } catch (RuntimeException | Error e) {
            next.release();
            throw e;
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
            live.release(directory::close);
        }
    }

    /** What holds the state now, for those who know that the store stays open and is not replaced. */
    RocksDatabase live() {
        return live;
    }

    /** The live database, whose natives stay until the matching {@link RocksDatabase#exit}. */
    private RocksDatabase enter() {
        while (!closed) {
            var database = live;
            if (database.enter()) {
                return database;
            }
            // It was replaced since: the next look finds its successor.
        }
        throw new StorageException("the store in " + directory.describe() + " is closed");
    }

    private long sum(String property) {
        var database = enter();
        try {
            return database.db().getAggregatedLongProperty(property);
        } catch (RocksDBException e) {
            throw database.failed("measure", e);
        } finally {
            database.exit();
        }
    }
}

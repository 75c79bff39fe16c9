package io.raftkv.server.rocksdb;

import io.raftkv.raft.snapshot.SnapshotFile;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.storage.NioDisk;
import io.raftkv.raft.storage.SnapshotInbox;
import io.raftkv.raft.storage.StorageException;
import io.raftkv.server.mvcc.DamagedStoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of a store, locked: which RocksDB directory in it is the live one, and how another takes its place. See the
 * package's description for what lies in it.
 *
 * <p>Used by the thread that opens the store, and then by the one that installs snapshots.
 */
final class StoreDirectory implements AutoCloseable {
    /** Where snapshots are received. */
    static final String INBOX = "inbox";

    private static final Logger LOG = LoggerFactory.getLogger(StoreDirectory.class);
    private static final CurrentFile FIRST = new CurrentFile(1, 0);
    private static final String CHECKPOINT_PREFIX = "checkpoint-";
    private static final String ROCKSDB_CURRENT = "CURRENT";
    private static final String TABLE_SUFFIX = ".sst";

    private final Path root;
    private final NioDisk disk;
    private final AutoCloseable lock;
    private CurrentFile current;

    private StoreDirectory(Path root, NioDisk disk, AutoCloseable lock, CurrentFile current) {
        this.root = root;
        this.disk = disk;
        this.lock = lock;
        this.current = current;
    }

    /**
     * Locks a directory, creates it when it does not exist, and finds what is live in it.
     *
     * @throws StorageException when it is locked by another process, damaged, or cannot be written
     */
    static StoreDirectory open(Path root) {
        var disk = NioDisk.open(root);
        AutoCloseable lock = lock(root, disk);
        try {
            return new StoreDirectory(root, disk, lock, current(disk));
        } catch (IOException e) {
            unlock(root, lock);
            throw failed(root, "be opened", e);
        } catch (RuntimeException e) {
            unlock(root, lock);
            throw e;
        }
    }

    private static AutoCloseable lock(Path root, NioDisk disk) {
        try {
            return disk.lock();
        } catch (StorageException e) {
            throw new StorageException(
                    "the store in " + root + " is in use by another process: stop the server that runs on this data"
                            + " directory, or give this one another --data-dir",
                    e);
        } catch (IOException e) {
            throw failed(root, "be locked", e);
        }
    }

    private static CurrentFile current(NioDisk disk) throws IOException {
        Optional<CurrentFile> current = CurrentFile.read(disk);
        List<String> databases =
                disk.list("").stream().filter(StoreDirectory::isDatabase).toList();
        if (current.isPresent()) {
            String live = databaseName(current.get().number());
            if (!disk.exists(live + "/" + ROCKSDB_CURRENT)) { // RocksDB would take that for a wish to begin anew
                throw new DamagedStoreException("directory " + live + ", which held the state of the store in "
                        + disk.describe() + ", is gone or empty");
            }
            return current.get();
        }
        // A first start that did not come to its end leaves the first directory and nothing else.
        if (!databases.isEmpty() && !databases.equals(List.of(databaseName(FIRST.number())))) {
            throw new DamagedStoreException("file " + CurrentFile.NAME + " of the store in " + disk.describe()
                    + " is gone: nothing says any more which of the directories " + databases + " holds the state");
        }
        return FIRST;
    }

    /** What an operator calls it. */
    String describe() {
        return root.toString();
    }

    /** For what else lives in the directory. */
    NioDisk disk() {
        return disk;
    }

    /** Where the state is; not there yet at the first start. */
    Path live() {
        return root.resolve(databaseName(current.number()));
    }

    /** The snapshot that the state was made from, 0 for none. */
    long installedSnapshot() {
        return current.snapshotId();
    }

    /** Where a checkpoint goes; its name is one of those that are deleted at the next start. */
    Path checkpoint(long snapshotId) {
        return root.resolve(CHECKPOINT_PREFIX + Long.toHexString(snapshotId));
    }

    /** The state was found good: from now on there must be one. Deletes what earlier lives have begun and left behind. */
    void opened() {
        try {
            if (!disk.exists(CurrentFile.NAME)) {
                current.write(disk);
            }
            // A process that was killed may have left the switch in the page cache only: what it replaced must not go
            // first.
            disk.forceDirectory("");
            for (String name : disk.list("")) {
                boolean dead = isDatabase(name) && !name.equals(databaseName(current.number()));
                if (dead || name.startsWith(CHECKPOINT_PREFIX) || name.equals(CurrentFile.TEMPORARY_NAME)) {
                    DirectoryTree.delete(root.resolve(name));
                }
            }
        } catch (IOException e) {
            throw failed(root, "be opened", e);
        }
    }

    /**
     * Makes a RocksDB directory of the files of a snapshot, which stay where they are. RocksDB never changes a table, so those
     * are linked; the few small files that it may change are copied.
     */
    Path prepareNext(SnapshotInbox inbox, SnapshotManifest received) {
        String name = databaseName(current.number() + 1);
        Path next = root.resolve(name);
        try {
            DirectoryTree.delete(next);
            disk.createDirectory(name);
            for (SnapshotFile file : received.files()) {
                Path from = root.resolve(inbox.pathOf(file.name()));
                Path to = next.resolve(file.name());
                if (file.name().endsWith(TABLE_SUFFIX)) {
                    Files.createLink(to, from);
                } else {
                    Files.copy(from, to);
                    force(to);
                }
            }
            return next;
        } catch (IOException e) {
            throw failed(root, "take over the snapshot that was received", e);
        }
    }

    /** The prepared directory becomes the live one, durably. */
    void switchToNext(long snapshotId) {
        var next = new CurrentFile(current.number() + 1, snapshotId);
        try {
            disk.forceDirectory(databaseName(next.number()));
            next.write(disk);
        } catch (IOException e) {
            throw failed(root, "take over the snapshot that was received", e);
        }
        current = next;
    }

    /** Deletes a directory that is no longer used. What cannot be deleted now will be at the next start. */
    static void deleteUnused(Path directory) {
        try {
            DirectoryTree.delete(directory);
        } catch (IOException e) {
            LOG.warn("Cannot delete a directory that is no longer used directory={}", directory, e);
        }
    }

    /** Gives back the lock. */
    @Override
    public void close() {
        unlock(root, lock);
    }

    private static void unlock(Path root, AutoCloseable lock) {
        try {
            lock.close();
        } catch (Exception e) {
            throw new StorageException("the store in " + root + " cannot be unlocked: " + e, e);
        }
    }

    private static StorageException failed(Path root, String what, IOException e) {
        return new StorageException(
                "the store in " + root + " cannot " + what + ": " + e
                        + "; check the disk and the directory's permissions, then restart",
                e);
    }

    private static void force(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static String databaseName(long number) {
        return Long.toString(number);
    }

    private static boolean isDatabase(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}

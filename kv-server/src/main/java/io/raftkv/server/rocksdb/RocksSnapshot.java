package io.raftkv.server.rocksdb;

import io.raftkv.raft.snapshot.Snapshot;
import io.raftkv.raft.snapshot.SnapshotFile;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.storage.StorageException;
import io.raftkv.server.mvcc.ReadView;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.RocksDBException;

/**
 * A RocksDB checkpoint: a directory of links to the tables that are there at one moment. They stay as they are while the
 * database goes on, and take up space of their own once it has replaced them. Closing deletes the directory.
 */
final class RocksSnapshot implements Snapshot {
    private final Path directory;
    private final SnapshotManifest manifest;

    /** The file that was read last, which is mostly the one that is read next. */
    private @Nullable OpenFile open;

    private RocksSnapshot(Path directory, SnapshotManifest manifest) {
        this.directory = directory;
        this.manifest = manifest;
    }

    /**
     * Makes a checkpoint. RocksDB first flushes what is in memory, all families as of the same moment, in this thread; other
     * threads go on writing into new memory meanwhile.
     *
     * @param directory which must not exist
     * @param id what to call the snapshot
     * @param lastIncludedIndex reads from the checkpoint which log entry it contains last
     */
    static RocksSnapshot take(
            RocksDatabase database, Path directory, long id, ToLongFunction<ReadView> lastIncludedIndex) {
        try (var checkpoint = Checkpoint.create(database.db())) {
            checkpoint.createCheckpoint(directory.toString());
            List<SnapshotFile> files = files(directory);
            return new RocksSnapshot(directory, new SnapshotManifest(id, read(directory, lastIncludedIndex), files));
        } catch (RocksDBException e) {
            StoreDirectory.deleteUnused(directory);
            throw database.failed("make a checkpoint", e);
        } catch (IOException e) {
            StoreDirectory.deleteUnused(directory);
            throw unreadable(directory, e);
        } catch (RuntimeException e) {
            StoreDirectory.deleteUnused(directory);
            throw e;
        }
    }

    private static List<SnapshotFile> files(Path directory) throws IOException {
        var files = new ArrayList<SnapshotFile>();
        try (var entries = Files.list(directory)) {
            for (Path file : entries.sorted().toList()) {
                files.add(new SnapshotFile(file.getFileName().toString(), Files.size(file)));
            }
        }
        return files;
    }

    private static long read(Path directory, ToLongFunction<ReadView> lastIncludedIndex) {
        var frozen = RocksDatabase.openReadOnly(directory);
        try (var view = frozen.view()) {
            return lastIncludedIndex.applyAsLong(view);
        } finally {
            frozen.release();
        }
    }

    @Override
    public SnapshotManifest manifest() {
        return manifest;
    }

    @Override
    public void read(long offset, ByteBuffer target) {
        try {
            long at = offset;
            while (target.hasRemaining()) {
                at += fileAt(at).read(at, target);
            }
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    private OpenFile fileAt(long offset) throws IOException {
        var last = open;
        if (last != null && last.covers(offset)) {
            return last;
        }
        closeFile();
        long begin = 0;
        for (SnapshotFile file : manifest.files()) {
            if (offset < begin + file.bytes()) {
                var next = new OpenFile(FileChannel.open(directory.resolve(file.name())), begin, begin + file.bytes());
                open = next;
                return next;
            }
            begin += file.bytes();
        }
        throw new EOFException("offset " + offset + " lies behind the end of the snapshot, which is " + begin);
    }

    @Override
    public void close() {
        try {
            closeFile();
        } catch (IOException e) {
            throw unreadable(directory, e);
        } finally {
            StoreDirectory.deleteUnused(directory);
        }
    }

    private void closeFile() throws IOException {
        var last = open;
        open = null;
        if (last != null) {
            last.channel.close();
        }
    }

    private static StorageException unreadable(Path directory, IOException e) {
        return new StorageException(
                "the checkpoint in " + directory + " cannot be read: " + e + "; check the disk, then restart", e);
    }

    /**
     * A file, and which bytes of the snapshot are in it.
     *
     * @param begin offset of its first byte
     * @param end offset behind its last byte
     */
    private record OpenFile(FileChannel channel, long begin, long end) {
        boolean covers(long offset) {
            return offset >= begin && offset < end;
        }

        /** Reads into {@code target} what the file has of it; returns how many bytes. */
        int read(long offset, ByteBuffer target) throws IOException {
            int length = (int) Math.min(target.remaining(), end - offset);
            int limit = target.limit();
            target.limit(target.position() + length);
            try {
                long position = offset - begin;
                while (target.hasRemaining()) {
                    int read = channel.read(target, position);
                    if (read < 0) {
                        throw new EOFException("a file ends at " + position + " though it was longer before");
                    }
                    position += read;
                }
                return length;
            } finally {
                target.limit(limit);
            }
        }
    }
}

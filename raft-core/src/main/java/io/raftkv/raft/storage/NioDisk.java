package io.raftkv.raft.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A directory of the operating system's file system. */
public final class NioDisk implements Disk {
    private static final String LOCK_FILE = "LOCK";

    /**
     * Directories locked by this JVM. The file system's own lock is of no use between two servers in one JVM, and worse: a
     * second one that opened the lock file and closed it again would thereby release the first one's lock, because POSIX
     * locks belong to the process. So it must not even open the file.
     */
    private static final Set<Path> LOCKED_HERE = ConcurrentHashMap.newKeySet();

    private final Path root;

    private NioDisk(Path root) {
        this.root = root;
    }

    /**
     * Opens a directory, which is created, durably, when it is not there.
     *
     * @throws StorageException when that is not possible, or the directory cannot be written to
     */
    public static NioDisk open(Path directory) {
        var disk = new NioDisk(directory);
        try {
            createDurably(directory.toAbsolutePath());
            var parent = directory.toAbsolutePath().getParent();
            if (parent != null && Files.isReadable(parent)) {
                force(parent); // a process that was killed may have created the directory just before
            }
        } catch (IOException e) {
            throw new StorageException(
                    "data directory " + directory + " cannot be created: " + reason(e)
                            + ": put that right, or give this server another --data-dir",
                    e);
        }
        if (!Files.isWritable(directory)) {
            throw new StorageException(
                    "data directory " + directory + " cannot be written to by user " + System.getProperty("user.name")
                            + ": change its owner or mode, or give this server another --data-dir");
        }
        return disk;
    }

    @Override
    public List<String> list(String directory) throws IOException {
        var path = resolve(directory);
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (var files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public void createDirectory(String directory) throws IOException {
        createDurably(resolve(directory));
    }

    @Override
    public boolean exists(String path) {
        return Files.exists(resolve(path));
    }

    @Override
    public DiskFile create(String path) throws IOException {
        return new NioFile(
                path,
                FileChannel.open(
                        resolve(path),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE));
    }

    @Override
    public DiskFile open(String path) throws IOException {
        return new NioFile(path, FileChannel.open(resolve(path), StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(resolve(from), resolve(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String path) throws IOException {
        Files.deleteIfExists(resolve(path));
    }

    @Override
    public void forceDirectory(String directory) throws IOException {
        force(resolve(directory));
    }

    @Override
    public AutoCloseable lock() throws IOException {
        var directory = root.toRealPath();
        if (!LOCKED_HERE.add(directory)) {
            throw inUse();
        }
        try {
            var channel = openAndLock();
            return () -> {
                try (channel) {
                    LOCKED_HERE.remove(directory);
                }
            };
        } catch (IOException | RuntimeException e) {
            LOCKED_HERE.remove(directory);
            throw e;
        }
    }

    @Override
    public long usableBytes() throws IOException {
        return Files.getFileStore(root).getUsableSpace();
    }

    @Override
    public String describe() {
        return root.toString();
    }

    private static String reason(IOException failure) {
        return switch (failure) {
            case AccessDeniedException denied ->
                "user " + System.getProperty("user.name") + " may not create " + denied.getFile();
            case FileAlreadyExistsException exists -> exists.getFile() + " is not a directory";
            default -> failure.toString();
        };
    }

    private FileChannel openAndLock() throws IOException {
        var channel = FileChannel.open(root.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw inUse();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw inUse();
    }

    private StorageException inUse() {
        return new StorageException("data directory " + root + " is in use by another running server (its " + LOCK_FILE
                + " file is held): stop that server, or give this one another --data-dir");
    }

    /** Keeps every file inside the directory, whatever its name came from (known bug snapshot-path-traversal). */
    private Path resolve(String path) {
        var base = root.toAbsolutePath().normalize();
        var resolved = base.resolve(path).normalize();
        if (!resolved.startsWith(base)) {
            throw new IllegalArgumentException("path " + path + " leaves the data directory " + root);
        }
        return resolved;
    }

    /** Creates a directory and its parents; each new name is forced into the directory that holds it. */
    private static void createDurably(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        var parent = directory.getParent();
        if (parent != null) {
            createDurably(parent);
        }
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
            // Another thread was faster, but may not have forced it yet.
        }
        if (parent != null) {
            force(parent);
        }
    }

    private static void force(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}

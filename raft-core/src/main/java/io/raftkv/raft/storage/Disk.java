package io.raftkv.raft.storage;

import java.io.IOException;
import java.util.List;

/**
 * The one directory on disk that a server owns, as little of a file system as its storage needs. Paths are relative to
 * that directory and use {@code /}. Two implementations: {@link NioDisk}, and the simulated one, which forgets at a power
 * loss what was not forced.
 *
 * <p>A created, renamed or deleted file is certain to be there, or gone, after a power loss only once
 * {@link #forceDirectory} of its directory has returned.
 *
 * <p>Several threads may use it at once, as long as each uses its own files: the log's thread and the one that receives a
 * snapshot know nothing of each other. Names may come and go in a directory while another thread lists it.
 */
public interface Disk {

    /** Names of the files in {@code directory}, sorted; none when there is no such directory. {@code ""} is the root. */
    List<String> list(String directory) throws IOException;

    /** Creates a directory and its parents durably; does nothing when it is there. */
    void createDirectory(String directory) throws IOException;

    /** Whether a file of this path is there. */
    boolean exists(String path) throws IOException;

    /** Creates an empty file for reading and writing. Fails when there is one of that path. */
    DiskFile create(String path) throws IOException;

    /** Opens a file for reading and writing. Fails when there is none. */
    DiskFile open(String path) throws IOException;

    /** Renames a file, replacing {@code to} in one step when it is there. */
    void rename(String from, String to) throws IOException;

    /** Deletes a file; does nothing when there is none. */
    void delete(String path) throws IOException;

    /** Makes creations, renamings and deletions in {@code directory} durable. */
    void forceDirectory(String directory) throws IOException;

    /**
     * Locks the directory against other servers until the lock is closed or the process ends.
     *
     * @throws StorageException when another server holds the lock, saying which directory
     */
    AutoCloseable lock() throws IOException;

    /** How many more bytes fit on the file system that holds this directory. */
    long usableBytes() throws IOException;

    /** What an operator calls this directory; for messages. */
    String describe();
}

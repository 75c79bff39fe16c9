package io.raftkv.raft.storage;

/**
 * The storage cannot go on: a disk failed, a file is damaged, or the directory is not this server's. The message says
 * what happened, in which file, and what to do. The server must stop.
 */
public class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A failure with nothing beneath it. */
    public StorageException(String message) {
        super(message);
    }

    /** A failure and what caused it. */
    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}

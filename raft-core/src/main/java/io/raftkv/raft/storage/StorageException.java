package io.raftkv.raft.storage;

/**
 * The storage cannot go on: a disk failed, a file is damaged, or the directory is not this server's. The message says
 * what happened, in which file, and what to do. The server must stop.
 */
public class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * A server that has lost what it acknowledged must not come back under its old identity, neither empty nor with an older
     * copy of its data (known bug wiped-voter).
     */
    private static final String REMEDY_OF_LOST_DATA =
            "Rebuild this member from its peers under a new identity (see the README of the server, 'A damaged member'), or"
                    + " restore the data directory from a copy that is as new as it was";

    /** A failure with nothing beneath it. */
    public StorageException(String message) {
        super(message);
    }

    /** A failure and what caused it. */
    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Data is lost that this server has acknowledged. What to do then is added to {@code message}, a sentence without a stop. */
    public static StorageException lostData(String message) {
        return new StorageException(message + ". " + REMEDY_OF_LOST_DATA);
    }
}

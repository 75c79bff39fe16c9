package io.raftkv.server.mvcc;

import io.raftkv.raft.storage.StorageException;

/**
 * What this member has stored cannot be used any more, and starting it again does not help. Its log may have been compacted,
 * so the store cannot be made anew from that: what helps are the other members, which have it all.
 */
public final class DamagedStoreException extends StorageException {
    private static final long serialVersionUID = 1;

    private static final String ADVICE =
            "; stop this server and rebuild the member from its peers: see 'A damaged member' in the server's README";

    /**
     * A store that damage was found in.
     *
     * @param what what is wrong and where; how to go on is added
     */
    public DamagedStoreException(String what) {
        super(what + ADVICE);
    }

    /**
     * The same with what caused it.
     *
     * @param what what is wrong and where; how to go on is added
     */
    public DamagedStoreException(String what, Throwable cause) {
        super(what + ADVICE, cause);
    }

    /**
     * The log begins behind an entry that the store has not come to, and the snapshot that should bring it there is missing.
     *
     * @param lastIncludedIndex the entry
     */
    public static DamagedStoreException snapshotMissing(long lastIncludedIndex) {
        return new DamagedStoreException("log and store do not fit together: the log begins behind entry "
                + lastIncludedIndex
                + ", but the store does not contain everything up to there, and no snapshot of it was"
                + " completely received (was the directory 'store' removed, or brought back from an older copy?)");
    }
}

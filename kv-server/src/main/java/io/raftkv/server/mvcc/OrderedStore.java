package io.raftkv.server.mvcc;

import io.raftkv.raft.snapshot.Snapshot;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.snapshot.SnapshotReceiver;
import io.raftkv.raft.storage.StorageException;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A store of byte keys and byte values, ordered by the unsigned bytes of the key, in a few named {@link Space spaces}.
 *
 * <p>It keeps no log of its own: the Raft log is one already. What a crash leaves is exactly what the last
 * {@link #flush()} contained (or a later flush that the store did by itself), all spaces of the same moment, and every
 * transaction whole or not at all. The state machine replays the rest from the applied index that it finds.
 *
 * <p>Views may be taken by any thread at any time. Several transactions may be open at once as long as they write
 * different keys: nothing detects conflicts. All methods throw {@link StorageException} when the storage fails.
 *
 * <p>Byte arrays that are handed in or out are shared, not copied: nobody may change them afterwards.
 */
public interface OrderedStore extends AutoCloseable {

    /** What is committed now, unmoved by later commits. To be closed soon: it keeps old data from being freed. */
    ReadView view();

    /** A transaction over what is committed now; used by one thread. */
    Transaction begin();

    /** Makes everything committed so far survive a crash; returns when it does. */
    void flush();

    /** The value that a crash right now would leave for a key, or null. */
    byte @Nullable [] getDurable(Space space, byte[] key);

    /**
     * Freezes what is committed at some moment during this call, between two transactions. Those who read and write go on
     * meanwhile.
     *
     * @param id what the snapshot is to be called, drawn at random
     * @param lastIncludedIndex finds in a frozen state the index of the last log entry that it contains. It is asked of what
     *     was frozen and not of what is there now, so that index and data are of the same moment (known bug
     *     applied-index-apart)
     */
    Snapshot snapshot(long id, ToLongFunction<ReadView> lastIncludedIndex);

    /**
     * Begins to take a snapshot of another store of the same kind, beside the state of this one, or goes on with one of an
     * equal manifest. One of another manifest is given up, and is deleted.
     */
    SnapshotReceiver receive(SnapshotManifest manifest);

    /**
     * Replaces everything by the snapshot that was completely received, in one step: a crash leaves the old state or the new
     * one, and the new one once this returns. Views that are open stay as they are, and later ones see the new state.
     * Transactions must not be open.
     *
     * @param lastIncludedIndex the snapshot's {@link SnapshotManifest#lastIncludedIndex()}
     * @param check looks at what was received, before anything is replaced; if it throws, nothing is
     * @throws DamagedStoreException when there is no such snapshot, or it is not complete
     */
    void install(long lastIncludedIndex, Consumer<ReadView> check);

    /** What the store takes up, in bytes. */
    long sizeInBytes();

    /** An estimate of what would remain of {@link #sizeInBytes()} if everything obsolete were freed. */
    long liveSizeInBytes();

    /** Flushes and gives everything back. Views that are still open stay readable, and delay the giving back. */
    @Override
    void close();
}

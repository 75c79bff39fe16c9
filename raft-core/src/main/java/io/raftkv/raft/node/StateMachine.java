package io.raftkv.raft.node;

import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.snapshot.Snapshot;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.snapshot.SnapshotReceiver;
import java.util.List;

/**
 * What the log is replicated for (P 2). Every server applies the same commands in the same order, and so all of them come
 * to the same state: applying must depend on nothing but the state and the command, no clock, no randomness.
 *
 * <p>A state machine owns its state, also on disk: it says up to which entry its state would survive a crash, and the log
 * forgets no more than that. Those that keep their state in memory find all of this done in {@link InMemoryStateMachine}.
 *
 * <p>Two loops of the node call it. The applier calls {@link #apply} and {@link #install}; the snapshot loop calls {@link
 * #persist}, {@link #snapshot} and {@link #receive}, while the applier may be applying. No method is called twice at a time. If
 * one throws, the node stops working: a state machine that skipped a command would differ from the others for ever.
 *
 * @param <R> what applying a command answers to the client that proposed it
 */
public interface StateMachine<R> {

    /**
     * The index of the last command whose effects the state contains, 0 for none; called once, by the thread that starts the
     * node, before all others. A state that is kept on disk must keep this index together with it, in one atomic write (known
     * bug applied-index-apart).
     */
    long appliedIndex();

    /**
     * Applies commands in the order of the log. Called with every command above {@link #appliedIndex()}, each exactly once
     * in the life of this object, but for those that {@link #install} brings in.
     *
     * @param commands entries of type {@code COMMAND} with ascending indexes, at least one. Their payloads are to be read
     *     through {@code duplicate()}: the same buffers may still be on their way to other servers
     * @return one result for each command, in the same order
     */
    List<R> apply(List<LogEntry> commands);

    /** The index of the last command that a crash right now would leave applied. Any thread may ask. */
    long durableIndex();

    /** Makes the state durable as it is at some moment during this call, so that {@link #durableIndex} moves up to there. */
    void persist();

    /**
     * Freezes the state as it is at some moment during this call, between two batches of commands.
     *
     * @return the state, which contains at least one command; closed by the node when it has been sent
     */
    Snapshot snapshot();

    /**
     * Begins to take a snapshot that another server sends, or goes on with one of the same manifest. One of another manifest
     * that was not installed is given up, and is deleted.
     */
    SnapshotReceiver receive(SnapshotManifest manifest);

    /**
     * Replaces the state by the snapshot that was {@linkplain SnapshotReceiver#complete completed} last, in one step: a crash
     * leaves the old state or the new one. Called also when the node starts, should it have stopped before this was done.
     *
     * @param lastIncludedIndex the snapshot's {@link SnapshotManifest#lastIncludedIndex()}, the {@link #appliedIndex()} from
     *     now on
     * @throws io.raftkv.raft.storage.StorageException when there is no such snapshot: state and log do not fit together
     */
    void install(long lastIncludedIndex);
}

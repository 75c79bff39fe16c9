package io.raftkv.raft.node;

import io.raftkv.raft.core.LogEntry;
import java.util.List;

/**
 * What the log is replicated for (P 2). Every server applies the same commands in the same order, and so all of them come
 * to the same state: applying must depend on nothing but the state and the command, no clock, no randomness.
 *
 * <p>{@link #apply} is called by the node's applier, one call at a time. If it throws, the node stops working: a state machine
 * that skipped a command would differ from the others for ever.
 *
 * @param <R> what applying a command answers to the client that proposed it
 */
public interface StateMachine<R> {

    /**
     * The index of the last entry whose effects the state contains, 0 for none; called once, by the thread that starts the
     * node, before the first {@link #apply}. A state that is kept on disk must keep this index together with it, in one atomic write.
     */
    long appliedIndex();

    /**
     * Applies commands in the order of the log. Called with every command above {@link #appliedIndex()}, each exactly once
     * in the life of this object.
     *
     * @param commands entries of type {@code COMMAND} with ascending indexes, at least one. Their payloads are to be read
     *     through {@code duplicate()}: the same buffers may still be on their way to other servers
     * @return one result for each command, in the same order
     */
    List<R> apply(List<LogEntry> commands);
}

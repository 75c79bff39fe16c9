package io.raftkv.raft.transport;

import io.raftkv.raft.core.Message;

/**
 * Carries messages between servers, as well as a network can: some are lost, and nobody is told. Two implementations:
 * {@link GrpcTransport}, and the simulated network.
 */
public interface Transport extends AutoCloseable {

    /** What a server does with messages that reach it. */
    @FunctionalInterface
    interface Receiver {
        /** Takes a message. Called by any thread, and must not block; what it cannot take it drops. */
        void receive(Message message);
    }

    /** Begins to receive, and to connect to peers. Called once, before {@link #send}. */
    void start(Receiver receiver);

    /**
     * Sends a message to the server that it is addressed to, never this one itself. Never blocks: a message for a peer that
     * is unknown, unreachable or too slow is dropped. Any thread may call it; messages of one thread to one peer that
     * arrive, arrive in the order in which they were sent as long as the connection lasts.
     */
    void send(Message message);

    /** Stops sending and receiving. */
    @Override
    void close();
}

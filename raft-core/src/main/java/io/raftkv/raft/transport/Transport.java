package io.raftkv.raft.transport;

import io.raftkv.raft.core.Message;
import io.raftkv.raft.snapshot.SnapshotPart;
import java.util.Map;

/**
 * Carries messages between servers, as well as a network can: some are lost, and nobody is told. Two implementations:
 * {@link GrpcTransport}, and the simulated network.
 *
 * <p>Parts of snapshots have a lane of their own, so that they never delay a heartbeat.
 */
public interface Transport extends AutoCloseable {

    /** What a server does with what reaches it. Called by any thread, must not block; what cannot be taken is dropped. */
    interface Receiver {
        /** Takes a message. */
        void receive(Message message);

        /** Takes a part of a snapshot. */
        void receive(SnapshotPart part);
    }

    /** Begins to receive, and to connect to peers. Called once, before {@link #send}. */
    void start(Receiver receiver);

    /**
     * Tells who takes part, by the cluster's latest configuration: others are reached too from now on, and those who left are
     * not kept connected. Peers that the transport was configured with at first stay known until a configuration names any.
     * Any thread may call it.
     *
     * @param addresses where the servers are found, this one perhaps among them; in the form that this transport understands
     */
    void setPeers(Map<Long, String> addresses);

    /**
     * Sends a message to the server that it is addressed to, never this one itself. Never blocks: a message for a peer that
     * is unknown, unreachable or too slow is dropped. Any thread may call it; messages to one peer that arrive,
     * arrive in the order in which they were sent as long as the connection lasts.
     */
    void send(Message message);

    /** Sends a part of a snapshot, with the same promises. */
    void send(SnapshotPart part);

    /** Stops sending and receiving. */
    @Override
    void close();
}

package io.raftkv.server;

import io.raftkv.raft.core.Message;
import io.raftkv.raft.snapshot.SnapshotPart;
import io.raftkv.raft.transport.Transport;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A transport whose port can be opened before there is a node, so that other servers can ask who this one is while it waits
 * for them. What reaches it for the node until then is dropped, as a network may.
 */
final class PeerPort implements Transport {

    private final Transport transport;
    private volatile @Nullable Receiver node;

    /** Owned by whoever opens it. */
    private boolean isOpen;

    PeerPort(Transport transport) {
        this.transport = transport;
    }

    /**
     * Listens, unless it does so already. Not to be called by several threads.
     *
     * @throws io.raftkv.raft.transport.ListenException when that is not possible
     */
    void open() {
        if (isOpen) {
            return;
        }
        isOpen = true;
        transport.start(new Receiver() {
            @Override
            public void receive(Message message) {
                var receiver = node;
                if (receiver != null) {
                    receiver.receive(message);
                }
            }

            @Override
            public void receive(SnapshotPart part) {
                var receiver = node;
                if (receiver != null) {
                    receiver.receive(part);
                }
            }
        });
    }

    @Override
    public void start(Receiver receiver) {
        node = receiver;
        open();
    }

    @Override
    public void setPeers(Map<Long, String> addresses) {
        transport.setPeers(addresses);
    }

    @Override
    public void send(Message message) {
        transport.send(message);
    }

    @Override
    public void send(SnapshotPart part) {
        transport.send(part);
    }

    @Override
    public void close() {
        transport.close();
    }
}

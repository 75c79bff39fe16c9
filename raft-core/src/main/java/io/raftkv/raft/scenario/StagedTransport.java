package io.raftkv.raft.scenario;

import io.raftkv.raft.core.Message;
import io.raftkv.raft.sim.Parcel;
import io.raftkv.raft.snapshot.SnapshotPart;
import io.raftkv.raft.transport.Transport;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The network as one server sees it, from its start to its end. */
final class StagedTransport implements Transport {

    private final long self;
    private final Network network;

    /** Null before the start, and after the end. */
    private @Nullable Receiver receiver;

    StagedTransport(long self, Network network) {
        this.self = self;
        this.network = network;
    }

    @Override
    public void start(Receiver newReceiver) {
        receiver = newReceiver;
        plug();
    }

    /** What is sent to this server is lost from now on. */
    void unplug() {
        network.disconnect(self);
    }

    /** What is sent to this server arrives again. */
    void plug() {
        if (receiver != null) {
            network.connect(self, receiver);
        }
    }

    /** On the stage everybody can be reached. */
    @Override
    public void setPeers(Map<Long, String> addresses) {}

    @Override
    public void send(Message message) {
        send(new Parcel.OfMessage(message));
    }

    @Override
    public void send(SnapshotPart part) {
        send(new Parcel.OfSnapshot(part));
    }

    private void send(Parcel parcel) {
        if (receiver != null) {
            network.send(parcel);
        }
    }

    @Override
    public void close() {
        if (receiver != null) {
            receiver = null;
            unplug();
        }
    }
}

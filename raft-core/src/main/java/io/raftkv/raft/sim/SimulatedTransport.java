package io.raftkv.raft.sim;

import io.raftkv.raft.core.Message;
import io.raftkv.raft.snapshot.SnapshotPart;
import io.raftkv.raft.transport.Transport;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The network as one server sees it, from its start to its end. Until it is told who takes part, it reaches everybody; and
 * from then on only them, so that a node which does not tell is noticed. Whoever it has heard from is answered all the same,
 * for this server's configuration may be the older one (P 6).
 */
final class SimulatedTransport implements Transport {

    private final long self;
    private final SimulatedNetwork network;

    /** Who takes part; null as long as nobody has said so. */
    private @Nullable Set<Long> members;

    private final Set<Long> heardFrom = new HashSet<>();

    /** Null before the start, and after the end. */
    private @Nullable Receiver receiver;

    SimulatedTransport(long self, SimulatedNetwork network) {
        this.self = self;
        this.network = network;
    }

    @Override
    public void start(Receiver newReceiver) {
        var listening = new Receiver() {
            @Override
            public void receive(Message message) {
                heardFrom.add(message.from());
                newReceiver.receive(message);
            }

            @Override
            public void receive(SnapshotPart part) {
                heardFrom.add(part.from());
                newReceiver.receive(part);
            }
        };
        receiver = listening;
        network.connect(self, listening);
    }

    @Override
    public void setPeers(Map<Long, String> addresses) {
        if (!addresses.isEmpty()) {
            members = Set.copyOf(addresses.keySet());
        }
    }

    @Override
    public void send(Message message) {
        send(new Parcel.OfMessage(message));
    }

    @Override
    public void send(SnapshotPart part) {
        send(new Parcel.OfSnapshot(part));
    }

    private void send(Parcel parcel) {
        if (receiver == null) {
            return;
        }
        if (knows(parcel.to())) {
            network.send(parcel);
        } else {
            network.drop(parcel);
        }
    }

    private boolean knows(long server) {
        return server != self && (members == null || members.contains(server) || heardFrom.contains(server));
    }

    @Override
    public void close() {
        if (receiver != null) {
            network.disconnect(self, receiver);
            receiver = null;
        }
    }
}

package io.raftkv.raft.transport;

import io.netty.util.concurrent.Future;
import io.raftkv.raft.core.Message;
import io.raftkv.raft.snapshot.SnapshotPart;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;

/**
 * The lanes between this server and one peer, and what is counted on them. Where the peer is, is changed by one thread at a
 * time; the rest is for any thread.
 */
final class PeerLanes {

    private final PeerMeters consensusMeters;
    private final PeerMeters snapshotMeters;
    private final PeerLink<Message> consensus;
    private final PeerLink<SnapshotPart> snapshots;
    private List<InetSocketAddress> addresses;

    /** @param ownAddress where the peer is told to answer, when it does not know this server; empty for nowhere */
    PeerLanes(long peer, List<InetSocketAddress> addresses, Supplier<String> ownAddress, TransportContext context) {
        this.addresses = addresses;
        var envelopes = context.envelopes();
        // One thread for both, and the next peer's lanes are on the next one: so each thread has its share of messages.
        var loop = context.loops().next();
        consensusMeters = new PeerMeters(context.registry(), peer, Lane.CONSENSUS);
        snapshotMeters = new PeerMeters(context.registry(), peer, Lane.SNAPSHOT);
        consensus = new PeerLink<>(
                peer,
                Lane.CONSENSUS,
                new MessageEncoder(envelopes),
                consensusMeters,
                LinkLog.ofConsensus(peer),
                loop,
                ownAddress,
                context);
        snapshots = new PeerLink<>(
                peer,
                Lane.SNAPSHOT,
                new SnapshotPartEncoder(envelopes),
                snapshotMeters,
                LinkLog.ofSnapshots(peer, consensus::isConnected),
                loop,
                ownAddress,
                context);
    }

    /** Connects to the peer, or begins to connect to where it has moved: {@link PeerLink#connectTo}. */
    void connect() {
        consensus.connectTo(addresses);
        snapshots.connectTo(addresses);
    }

    /** Says that the peer is found elsewhere now, for the next {@link #connect}. */
    void moveTo(List<InetSocketAddress> newAddresses) {
        addresses = newAddresses;
    }

    /** Whether these are the peer's addresses. */
    boolean isAt(List<InetSocketAddress> others) {
        return print(addresses).equals(print(others));
    }

    /** Says that the peer is evidently up, so that the next attempts to connect are made now. */
    void peerIsUp() {
        consensus.peerIsUp();
        snapshots.peerIsUp();
    }

    /** Sends a message or drops it. */
    void send(Message message) {
        consensus.send(message);
    }

    /** Sends a part of a snapshot or drops it. */
    void send(SnapshotPart part) {
        snapshots.send(part);
    }

    /** What is counted on a lane, in both directions. */
    PeerMeters meters(Lane lane) {
        return switch (lane) {
            case CONSENSUS -> consensusMeters;
            case SNAPSHOT -> snapshotMeters;
        };
    }

    /** Whether an address has been looked up is no difference. */
    private static List<String> print(List<InetSocketAddress> addresses) {
        return addresses.stream().map(Addresses::print).toList();
    }

    /** Ends all streams to the peer, and forgets what was counted. */
    List<Future<?>> close() {
        consensusMeters.close();
        snapshotMeters.close();
        return List.of(consensus.close(), snapshots.close());
    }
}

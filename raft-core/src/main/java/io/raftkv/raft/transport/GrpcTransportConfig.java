package io.raftkv.raft.transport;

import io.grpc.BindableService;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a {@link GrpcTransport} must be told.
 *
 * @param clusterId names the cluster, the same on all of its servers; messages of other clusters are refused
 * @param groupId names the Raft group within the servers
 * @param self id of this server, not 0
 * @param listenAddresses where peers reach this server; at least one, hosts already resolved
 * @param peers the other servers and where they listen, until {@link GrpcTransport#setPeers} says who they are; an address that is unresolved is looked up before each attempt to
 *     connect, so that a peer whose name moves to another address is found again. Several addresses are tried in turn
 * @param maxMessageBytes how many bytes one message may have on the wire, the same on all servers; must exceed the largest
 *     entry and the bytes of entries that a leader sends at once
 * @param maxQueuedBytesPerPeer how many bytes of messages may wait for one peer's connection; further ones are dropped. A
 *     message that finds nothing waiting is taken whatever its size
 * @param maxQueuedSnapshotBytesPerPeer the same for parts of snapshots, which have a connection of their own
 * @param minBackoff how long to wait before connecting again at first; doubles with each failure
 * @param maxBackoff how long to wait before connecting again at most; short, as an election may wait for the connection
 * @param security how connections are secured, the same on all servers
 * @param services what else is served to other servers on {@code listenAddresses}; find them with {@link PeerChannels}. They
 *     are called by the threads that carry heartbeats, and so must not block but hand over to threads of their own
 */
public record GrpcTransportConfig(
        long clusterId,
        long groupId,
        long self,
        List<InetSocketAddress> listenAddresses,
        Map<Long, List<InetSocketAddress>> peers,
        int maxMessageBytes,
        long maxQueuedBytesPerPeer,
        long maxQueuedSnapshotBytesPerPeer,
        Duration minBackoff,
        Duration maxBackoff,
        PeerSecurity security,
        List<BindableService> services) {

    /**
     * Checks every value, and copies the collections.
     *
     * @throws IllegalArgumentException naming the field, its value and what it must be
     */
    public GrpcTransportConfig {
        require(self != 0, "self", self, "a server id, which is never 0");
        require(!listenAddresses.isEmpty(), "listenAddresses", listenAddresses, "at least one address");
        for (var address : listenAddresses) {
            require(!address.isUnresolved(), "listenAddresses", address, "of a host name that can be resolved");
        }
        for (var peer : peers.entrySet()) {
            long id = peer.getKey();
            require(id != 0 && id != self, "peers", hex(id), "ids of other servers, never 0 nor this one's own");
            require(
                    !peer.getValue().isEmpty(),
                    "peers",
                    hex(id) + " at " + peer.getValue(),
                    "at least one address each");
        }
        require(maxMessageBytes > 0, "maxMessageBytes", maxMessageBytes, "positive");
        require(maxQueuedBytesPerPeer > 0, "maxQueuedBytesPerPeer", maxQueuedBytesPerPeer, "positive");
        require(
                maxQueuedSnapshotBytesPerPeer > 0,
                "maxQueuedSnapshotBytesPerPeer",
                maxQueuedSnapshotBytesPerPeer,
                "positive");
        require(minBackoff.toNanos() > 0, "minBackoff", minBackoff, "positive");
        require(maxBackoff.compareTo(minBackoff) >= 0, "maxBackoff", maxBackoff, "at least minBackoff, " + minBackoff);
        listenAddresses = List.copyOf(listenAddresses);
        peers = Map.copyOf(peers);
        services = List.copyOf(services);
    }

    /**
     * Values that suit a local network: messages up to 16 MiB, 64 MiB of them queued for a peer and 16 MiB of parts of
     * snapshots, 50 ms to 1 s between attempts to connect; connections are not secured.
     */
    public static GrpcTransportConfig of(
            long clusterId,
            long groupId,
            long self,
            List<InetSocketAddress> listenAddresses,
            Map<Long, List<InetSocketAddress>> peers) {
        return new GrpcTransportConfig(
                clusterId,
                groupId,
                self,
                listenAddresses,
                peers,
                16 << 20,
                64 << 20,
                16 << 20,
                Duration.ofMillis(50),
                Duration.ofSeconds(1),
                new PeerSecurity.Plaintext(),
                List.of());
    }

    /** The same with other limits of sizes; that of queued parts of snapshots stays. */
    public GrpcTransportConfig withLimits(int newMaxMessageBytes, long newMaxQueuedBytesPerPeer) {
        return new GrpcTransportConfig(
                clusterId,
                groupId,
                self,
                listenAddresses,
                peers,
                newMaxMessageBytes,
                newMaxQueuedBytesPerPeer,
                maxQueuedSnapshotBytesPerPeer,
                minBackoff,
                maxBackoff,
                security,
                services);
    }

    /** The same with another pause between attempts to connect. */
    public GrpcTransportConfig withBackoff(Duration newMinBackoff, Duration newMaxBackoff) {
        return new GrpcTransportConfig(
                clusterId,
                groupId,
                self,
                listenAddresses,
                peers,
                maxMessageBytes,
                maxQueuedBytesPerPeer,
                maxQueuedSnapshotBytesPerPeer,
                newMinBackoff,
                newMaxBackoff,
                security,
                services);
    }

    /** The same with connections secured in another way. */
    public GrpcTransportConfig withSecurity(PeerSecurity newSecurity) {
        return new GrpcTransportConfig(
                clusterId,
                groupId,
                self,
                listenAddresses,
                peers,
                maxMessageBytes,
                maxQueuedBytesPerPeer,
                maxQueuedSnapshotBytesPerPeer,
                minBackoff,
                maxBackoff,
                newSecurity,
                services);
    }

    /** The same with other services beside the transport. */
    public GrpcTransportConfig withServices(List<BindableService> newServices) {
        return new GrpcTransportConfig(
                clusterId,
                groupId,
                self,
                listenAddresses,
                peers,
                maxMessageBytes,
                maxQueuedBytesPerPeer,
                maxQueuedSnapshotBytesPerPeer,
                minBackoff,
                maxBackoff,
                security,
                newServices);
    }

    /** How many bytes may wait for one peer on a lane. */
    long maxQueuedBytes(Lane lane) {
        return switch (lane) {
            case CONSENSUS -> maxQueuedBytesPerPeer;
            case SNAPSHOT -> maxQueuedSnapshotBytesPerPeer;
        };
    }

    /** An id as operators read it. */
    static String hex(long id) {
        return Long.toHexString(id);
    }

    private static void require(boolean holds, String field, Object value, String requirement) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is " + value + ", but must be " + requirement);
        }
    }
}

package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.GrpcTransportConfig.hex;

import io.raftkv.raft.transport.proto.RaftProto;
import org.jspecify.annotations.Nullable;

/** Decides whether who opens a stream means this server, and is understood by it. */
final class Handshake {

    /**
     * Why a stream is turned away.
     *
     * @param reason a word for the metric's tag
     * @param here the sentence for this server's log, in which the other one is the peer
     * @param there the sentence for the other server's log, in which this one is the peer
     */
    record Refusal(String reason, String here, String there) {}

    private final GrpcTransportConfig config;

    Handshake(GrpcTransportConfig config) {
        this.config = config;
    }

    /**
     * Why the sender of a stream's first message is turned away, whoever it is; null when it is not.
     *
     * @param remote the sender's address
     * @param local the address of this server that the sender connected to
     */
    @Nullable
    Refusal check(RaftProto.Envelope first, String remote, String local) {
        if (!first.hasHello()) {
            return new Refusal(
                    "no_hello",
                    "peer " + remote + " does not begin with a Hello: not a server of raft-kv?",
                    "peer " + local + " expects a Hello first");
        }
        int version = first.getHello().getProtocolVersion();
        if (version != SendMethod.PROTOCOL_VERSION) {
            return version(remote, local, version);
        }
        if (first.getClusterId() != config.clusterId()) {
            return new Refusal(
                    "other_cluster",
                    otherCluster(remote, first.getClusterId(), config.clusterId()),
                    otherCluster(local, config.clusterId(), first.getClusterId()));
        }
        if (first.getGroupId() != config.groupId()) {
            return new Refusal(
                    "other_group",
                    otherGroup(remote, first.getGroupId(), config.groupId()),
                    otherGroup(local, config.groupId(), first.getGroupId()));
        }
        if (first.getTo() != config.self()) {
            return otherServer(remote, local, first.getTo());
        }
        if (Enumerations.decode(first.getHello().getLane()) == null) {
            return new Refusal(
                    "unknown_lane",
                    "peer " + remote + " opens a lane that this server does not know: upgrade it",
                    "peer " + local + " does not know the lane that this server opens: upgrade it");
        }
        return null;
    }

    private static Refusal version(String remote, String local, int version) {
        return new Refusal(
                "other_version",
                "peer " + remote + " speaks version " + Integer.toUnsignedString(version)
                        + " of the protocol, this server " + SendMethod.PROTOCOL_VERSION + ": upgrade the older one",
                "peer " + local + " speaks version " + SendMethod.PROTOCOL_VERSION + " of the protocol, this server "
                        + Integer.toUnsignedString(version) + ": upgrade the older one");
    }

    private static String otherCluster(String peer, long its, long ours) {
        return "peer " + peer + " belongs to cluster " + hex(its) + ", not " + hex(ours)
                + ": wrong --initial-cluster or --initial-cluster-token?";
    }

    private static String otherGroup(String peer, long its, long ours) {
        return "peer " + peer + " serves group " + hex(its) + ", not " + hex(ours)
                + ": are both of the same configuration?";
    }

    private Refusal otherServer(String remote, String local, long to) {
        return new Refusal(
                "other_server",
                "peer " + remote + " looks for server " + hex(to) + " here, but this is server " + hex(config.self())
                        + ": wrong --initial-cluster there?",
                "peer " + local + " is server " + hex(config.self()) + ", not " + hex(to)
                        + ": wrong --initial-cluster?");
    }

    /** Why a sender is turned away of whom {@link Peers#hear} wants to know nothing. */
    Refusal unknownPeer(String remote, String local, long from) {
        return new Refusal(
                "unknown_peer",
                "peer " + remote + " says that it is server " + hex(from)
                        + ", which this server does not know: removed from the cluster, or missing in --initial-cluster?",
                "peer " + local + ", server " + hex(config.self()) + ", does not know server " + hex(from)
                        + ": removed from the cluster, or missing in its --initial-cluster?");
    }
}

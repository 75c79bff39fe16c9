package io.raftkv.raft.transport;

import io.raftkv.raft.transport.proto.RaftProto;

/**
 * Addresses envelopes within one Raft group.
 *
 * @param clusterId the cluster
 * @param groupId the group
 */
record Envelopes(long clusterId, long groupId) {

    /**
     * The message that opens a stream.
     *
     * @param address where the sender listens, empty when it does not know
     */
    RaftProto.Envelope hello(long from, long to, int protocolVersion, Lane lane, String address) {
        return address(from, to)
                .setHello(RaftProto.Hello.newBuilder()
                        .setProtocolVersion(protocolVersion)
                        .setLane(Enumerations.encode(lane))
                        .setAddress(address))
                .build();
    }

    /** An envelope with nothing in it yet. */
    RaftProto.Envelope.Builder address(long from, long to) {
        return RaftProto.Envelope.newBuilder()
                .setClusterId(clusterId)
                .setGroupId(groupId)
                .setFrom(from)
                .setTo(to);
    }
}

package io.raftkv.server.api;

import io.raftkv.client.proto.etcdserverpb.ResponseHeader;
import java.util.function.LongSupplier;

/**
 * Fills in what each response says of the server that sends it.
 *
 * @param clusterId the cluster
 * @param memberId this member
 * @param term the latest term that this member has seen
 */
public record ResponseHeaders(long clusterId, long memberId, LongSupplier term) {

    /** A header for an answer as of {@code revision}. */
    public ResponseHeader at(long revision) {
        return ResponseHeader.newBuilder()
                .setClusterId(clusterId)
                .setMemberId(memberId)
                .setRevision(revision)
                .setRaftTerm(term.getAsLong())
                .build();
    }
}

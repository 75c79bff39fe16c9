package io.raftkv.server.process;

import io.grpc.netty.NettyChannelBuilder;
import io.raftkv.client.Endpoint;
import io.raftkv.client.proto.etcdserverpb.HashKVRequest;
import io.raftkv.client.proto.etcdserverpb.HashKVResponse;
import io.raftkv.client.proto.etcdserverpb.MaintenanceGrpc;
import java.util.concurrent.TimeUnit;

/** What tells whether two members have the same store. */
final class StoreHash {

    private StoreHash() {}

    /** The hash of a member's store at a revision; at its last one when it is not there yet. */
    static HashKVResponse at(Endpoint endpoint, long revision) {
        var channel = NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
                .usePlaintext()
                .build();
        try {
            return MaintenanceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(ServerProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .hashKV(HashKVRequest.newBuilder().setRevision(revision).build());
        } finally {
            channel.shutdownNow();
        }
    }
}

package io.raftkv.benchmarks.growth;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.raftkv.client.proto.etcdserverpb.KVGrpc;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Asks a server that is being started for a key until it answers. Each try has a connection of its own: one that could not be
 * made is not tried again by gRPC for a second, by which the server would seem to be the slower.
 */
final class FirstGet {

    private static final long PAUSE_MILLIS = 5;

    private FirstGet() {}

    /**
     * Returns with the first answer to a linearizable get.
     *
     * @param endpoint {@code host:port} of the server
     * @param key one that was put, and the put acknowledged
     * @throws IOException when there is no answer within {@code limit}, or the key is lost
     */
    static void await(String endpoint, ByteString key, Duration limit) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        String failure = "";
        while (System.nanoTime() < end) {
            try {
                if (get(endpoint, key, end - System.nanoTime()) == 0) {
                    throw new IOException(
                            endpoint + " lost the key " + key.toStringUtf8() + ", whose put it acknowledged");
                }
                return;
            } catch (StatusRuntimeException notYet) {
                failure = notYet.getMessage();
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
        throw new IOException(
                endpoint + " does not answer within " + limit.toSeconds() + " s of its start: " + failure);
    }

    /** How many keys were found. */
    private static long get(String endpoint, ByteString key, long deadlineNanos) {
        ManagedChannel channel = NettyChannelBuilder.forTarget(endpoint)
                .usePlaintext()
                .directExecutor()
                .build();
        try {
            return KVGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(deadlineNanos, TimeUnit.NANOSECONDS)
                    .range(RangeRequest.newBuilder().setKey(key).build())
                    .getCount();
        } finally {
            channel.shutdownNow();
        }
    }
}

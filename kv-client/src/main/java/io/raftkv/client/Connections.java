package io.raftkv.client;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A channel to each endpoint, and the one that is in use: the client stays with it until it fails, then moves to the
 * next. Safe for use by many threads.
 */
final class Connections implements AutoCloseable {
    private final List<Endpoint> endpoints;
    private final List<ManagedChannel> channels;
    private final long dialNanos;
    private final AtomicInteger current = new AtomicInteger();

    private Connections(List<Endpoint> endpoints, List<ManagedChannel> channels, long dialNanos) {
        this.endpoints = endpoints;
        this.channels = channels;
        this.dialNanos = dialNanos;
    }

    /** Connects to nobody yet: each channel does when it is first used. */
    static Connections to(KvClientConfig config) {
        return new Connections(
                config.endpoints(),
                config.endpoints().stream()
                        .map(endpoint -> channel(endpoint, config.dialTimeout()))
                        .toList(),
                config.dialTimeout().toNanos());
    }

    /**
     * Retries configured from outside stay off: only {@link UnaryCall} decides what is sent again. What gRPC still
     * repeats by itself are calls of which HTTP/2 guarantees that the server has not looked at them.
     */
    private static ManagedChannel channel(Endpoint endpoint, Duration dialTimeout) {
        int dialMillis = Math.clamp(dialTimeout.toMillis(), 1, Integer.MAX_VALUE);
        return NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
                .usePlaintext()
                .disableServiceConfigLookUp()
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, dialMillis)
                .build();
    }

    int size() {
        return channels.size();
    }

    /** The position of the endpoint in use. */
    int current() {
        return current.get();
    }

    Endpoint endpoint(int position) {
        return endpoints.get(position);
    }

    /** The channel to an endpoint, told to try again now if its last connection failed. */
    ManagedChannel channel(int position) {
        ManagedChannel channel = channels.get(position);
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            channel.resetConnectBackoff();
        }
        return channel;
    }

    /**
     * Only the endpoint {@code endpoint}, over the same channel.
     *
     * @throws IllegalArgumentException if it is none of the client's
     */
    Connections only(Endpoint endpoint) {
        int position = endpoints.indexOf(endpoint);
        if (position < 0) {
            throw new IllegalArgumentException("endpoint " + endpoint + " is none of this client's: " + endpoints);
        }
        return new Connections(List.of(endpoint), List.of(channels.get(position)), dialNanos);
    }

    /** Leaves {@code failed} for the next endpoint, unless another call has already. */
    void moveOnFrom(int failed) {
        current.compareAndSet(failed, (failed + 1) % channels.size());
    }

    /** How long a call may wait for a connection. */
    long dialNanos() {
        return dialNanos;
    }

    boolean isClosed() {
        return channels.getFirst().isShutdown();
    }

    /** Ends every call at once. */
    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }
}

package io.raftkv.client;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a {@link KvClient} needs to know.
 *
 * @param endpoints the servers, at least one; tried in this order
 * @param dialTimeout how long to wait for a connection before another endpoint is tried
 * @param requestTimeout how long a request may take with all its attempts
 */
public record KvClientConfig(List<Endpoint> endpoints, Duration dialTimeout, Duration requestTimeout) {

    /** Copies the list, and checks that there is an endpoint and that the timeouts are positive. */
    public KvClientConfig {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("a client needs at least one endpoint");
        }
        if (!dialTimeout.isPositive() || !requestTimeout.isPositive()) {
            throw new IllegalArgumentException(
                    "timeouts must be positive: dialTimeout=" + dialTimeout + " requestTimeout=" + requestTimeout);
        }
    }

    /** These endpoints, 2 seconds for a connection and 5 for a request. */
    public static KvClientConfig of(List<Endpoint> endpoints) {
        return new KvClientConfig(endpoints, Duration.ofSeconds(2), Duration.ofSeconds(5));
    }

    /**
     * These endpoints, each {@code host:port}, 2 seconds for a connection and 5 for a request.
     *
     * @throws IllegalArgumentException if one is malformed
     */
    public static KvClientConfig of(String... endpoints) {
        return of(Stream.of(endpoints).map(Endpoint::parse).toList());
    }

    /** The same with another time to wait for a connection. */
    public KvClientConfig dialTimeout(Duration dialTimeout) {
        return new KvClientConfig(endpoints, dialTimeout, requestTimeout);
    }

    /** The same with another time for a request. */
    public KvClientConfig requestTimeout(Duration requestTimeout) {
        return new KvClientConfig(endpoints, dialTimeout, requestTimeout);
    }
}

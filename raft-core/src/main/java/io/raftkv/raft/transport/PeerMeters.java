package io.raftkv.raft.transport;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What is counted for one peer; the names are listed in the package's description. */
final class PeerMeters {

    /** Why a message was not sent: the values of the tag {@code reason} of {@code raft.transport.dropped.messages}. */
    enum DropReason {
        /** There is no connection to the peer. */
        UNCONNECTED,
        /** The peer takes messages more slowly than they come. */
        QUEUE_FULL,
        /** It waited for a connection that broke. */
        CONNECTION_LOST,
        /** It has more bytes than any server takes. */
        TOO_LARGE
    }

    private final MeterRegistry registry;
    private final Tags peer;
    private final Counter sentMessages;
    private final Counter sentBytes;
    private final Counter receivedMessages;
    private final Counter receivedBytes;
    private final Counter connections;
    private final Map<DropReason, Counter> dropped = new EnumMap<>(DropReason.class);
    private final Map<MalformedMessageException.Kind, Counter> malformed =
            new EnumMap<>(MalformedMessageException.Kind.class);

    PeerMeters(MeterRegistry registry, long peer) {
        this.registry = registry;
        this.peer = Tags.of("peer", GrpcTransportConfig.hex(peer));
        sentMessages = counter("sent.messages", "Messages handed to the connection", Tags.empty());
        sentBytes = counter("sent.bytes", "Their bytes on the wire, without framing", Tags.empty());
        receivedMessages = counter("received.messages", "Messages received, malformed ones included", Tags.empty());
        receivedBytes = counter("received.bytes", "Their bytes on the wire, without framing", Tags.empty());
        connections = counter("connections", "How often the peer was reached", Tags.empty());
        for (var reason : DropReason.values()) {
            dropped.put(reason, counter("dropped.messages", "Messages not sent", reason(reason)));
        }
        for (var kind : MalformedMessageException.Kind.values()) {
            malformed.put(kind, counter("malformed.messages", "Messages received and refused", reason(kind)));
        }
    }

    void sent(int bytes) {
        sentMessages.increment();
        sentBytes.increment(bytes);
    }

    void received(int bytes) {
        receivedMessages.increment();
        receivedBytes.increment(bytes);
    }

    void connected() {
        connections.increment();
    }

    void dropped(DropReason reason) {
        requireNonNull(dropped.get(reason)).increment();
    }

    void malformed(MalformedMessageException.Kind kind) {
        requireNonNull(malformed.get(kind)).increment();
    }

    /** Registers a value that is read when somebody looks. The caller removes it when {@code source} is done with. */
    <T> Gauge gauge(String name, String description, T source, ToDoubleFunction<T> value) {
        return Gauge.builder("raft.transport." + name, source, value)
                .description(description)
                .tags(peer)
                .register(registry);
    }

    /** Removes a gauge, so that one of the same name can be registered again. */
    void remove(Gauge gauge) {
        registry.remove(gauge);
    }

    private Counter counter(String name, String description, Tags tags) {
        return Counter.builder("raft.transport." + name)
                .description(description)
                .tags(peer.and(tags))
                .register(registry);
    }

    private static Tags reason(Enum<?> reason) {
        return Tags.of("reason", reason.name().toLowerCase(Locale.ROOT));
    }
}

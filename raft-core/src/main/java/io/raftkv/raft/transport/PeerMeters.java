package io.raftkv.raft.transport;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What is counted on one lane, to and from one peer; the names are listed in the package's description. */
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
    private final Tags tags;
    private final List<Meter> all = new ArrayList<>();
    private final Counter sentMessages;
    private final Counter sentBytes;
    private final Counter receivedMessages;
    private final Counter receivedBytes;
    private final Counter connections;
    private final Map<DropReason, Counter> dropped = new EnumMap<>(DropReason.class);
    private final Map<MalformedMessageException.Kind, Counter> malformed =
            new EnumMap<>(MalformedMessageException.Kind.class);

    PeerMeters(MeterRegistry registry, long peer, Lane lane) {
        this.registry = registry;
        tags = Tags.of("peer", GrpcTransportConfig.hex(peer), "lane", lane.toString());
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

    /** Registers a value that is read when somebody looks. Called before anything is counted. */
    <T> void gauge(String name, String description, T source, ToDoubleFunction<T> value) {
        all.add(Gauge.builder("raft.transport." + name, source, value)
                .description(description)
                .tags(tags)
                .register(registry));
    }

    /** Removes everything from the registry, so that nothing of a peer that left remains. What is counted later is lost. */
    void close() {
        all.forEach(registry::remove);
    }

    private Counter counter(String name, String description, Tags more) {
        var counter = Counter.builder("raft.transport." + name)
                .description(description)
                .tags(tags.and(more))
                .register(registry);
        all.add(counter);
        return counter;
    }

    private static Tags reason(Enum<?> reason) {
        return Tags.of("reason", reason.name().toLowerCase(Locale.ROOT));
    }
}

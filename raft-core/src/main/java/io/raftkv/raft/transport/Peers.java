package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.GrpcTransportConfig.hex;

import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who takes part, and the lanes to them: first those that the transport was configured with, then those that the cluster's
 * configuration names. Thread-safe; whoever sends looks a peer up without a lock.
 *
 * <p>A server of the cluster that is named by neither is heard and answered as well, for as long as it has a stream open. The
 * configuration that this server knows may be an old one: then the other may be the leader that has the new one, or a
 * candidate without which there is no majority (P 6: servers accept both although they are not part of their latest
 * configuration). Only those who were named once and then left are not heard any more.
 */
final class Peers {

    private static final Logger log = LoggerFactory.getLogger(Peers.class);

    /**
     * How long the lanes to and from a server that leaves stay open: the last thing that it is told, perhaps that it left, is
     * said about now.
     */
    private static final long LEAVE_MILLIS = 1_000;

    /** How many servers are heard that nobody names: more than are added to a cluster while one of its servers is away. */
    private static final int MAX_UNNAMED = 16;

    private enum State {
        PREPARED,
        STARTED,
        CLOSED
    }

    private final TransportContext context;
    private final OwnAddress ownAddress;
    private final ConcurrentMap<Long, PeerLanes> lanes = new ConcurrentHashMap<>();

    // The rest is guarded by this object's lock.
    private State state = State.PREPARED;
    private Map<Long, String> named = Map.of();
    /** Those whose lanes will be closed soon. */
    private final Set<Long> leaving = new HashSet<>();
    /** Those who were named once. */
    private final Set<Long> left = new HashSet<>();
    /** Those with lanes whom nobody names. */
    private final Set<Long> unnamed = new HashSet<>();

    private LongConsumer onLeft = peer -> {};

    /** Knows the peers that the transport was configured with. */
    Peers(TransportContext context) {
        this.context = context;
        ownAddress = new OwnAddress(context.config());
        context.config().peers().forEach(this::add);
    }

    /** The lanes to a peer; null when the server is none. */
    @Nullable
    PeerLanes find(long peer) {
        return lanes.get(peer);
    }

    /**
     * Begins to connect.
     *
     * @param listener told the id of each peer that is one no longer
     */
    synchronized void start(LongConsumer listener) {
        state = State.STARTED;
        onLeft = listener;
        lanes.values().forEach(PeerLanes::connect);
    }

    /**
     * Connects to those who are new, elsewhere to those who moved, and no more to those who are not named. Cheap when nothing
     * has changed.
     *
     * @param addresses as for {@link GrpcTransport#setPeers}
     */
    synchronized void set(Map<Long, String> addresses) {
        if (addresses.isEmpty() || addresses.equals(named) || state == State.CLOSED) {
            return;
        }
        var before = named;
        named = Collections.unmodifiableMap(new TreeMap<>(addresses));
        named.forEach((peer, address) -> {
            if (peer != context.config().self()) {
                keep(peer, address, before.get(peer));
            } else if (!address.isBlank()) {
                ownAddress.named(address);
            }
        });
        for (long peer : lanes.keySet()) {
            if (!named.containsKey(peer) && !unnamed.contains(peer)) {
                leaveLater(peer);
            }
        }
    }

    /**
     * The lanes to a server that opens a stream, which need not be named; null when it is not to be heard.
     *
     * @param address where it says that it listens
     */
    @Nullable
    synchronized PeerLanes hear(long peer, String address) {
        var known = lanes.get(peer);
        if (known == null) {
            return hearUnnamed(peer, address);
        }
        if (unnamed.contains(peer)) {
            leaving.remove(peer);
        }
        return known;
    }

    /** A server has closed its last stream. */
    synchronized void silent(long peer) {
        if (unnamed.contains(peer) && state == State.STARTED) {
            leaveLater(peer);
        }
    }

    private @Nullable PeerLanes hearUnnamed(long peer, String address) {
        boolean possible = peer != 0 && peer != context.config().self() && !left.contains(peer);
        if (state != State.STARTED || !possible || unnamed.size() == MAX_UNNAMED) {
            return null;
        }
        List<InetSocketAddress> addresses;
        try {
            addresses = Addresses.parse(address);
        } catch (IllegalArgumentException e) {
            return null; // It could not be answered.
        }
        log.info("hearing a server that no configuration here names yet peer={} address={}", hex(peer), address);
        unnamed.add(peer);
        return add(peer, addresses);
    }

    /** Closes all lanes, for ever. */
    synchronized List<Future<?>> close() {
        state = State.CLOSED;
        var closed = new ArrayList<Future<?>>();
        lanes.values().forEach(peer -> closed.addAll(peer.close()));
        lanes.clear();
        return closed;
    }

    private void keep(long peer, String address, @Nullable String addressBefore) {
        var known = lanes.get(peer);
        boolean stays = !leaving.remove(peer);
        left.remove(peer);
        unnamed.remove(peer);
        if (known != null && stays && address.equals(addressBefore)) {
            return;
        }
        var addresses = addresses(peer, address);
        if (known == null) {
            log.info("peer joined peer={} address={}", hex(peer), address);
            add(peer, addresses);
        } else if (!known.isAt(addresses)) {
            log.info("peer moved peer={} address={}", hex(peer), address);
            known.moveTo(addresses);
            connect(known);
        }
    }

    private PeerLanes add(long peer, List<InetSocketAddress> addresses) {
        var added = new PeerLanes(peer, addresses, () -> ownAddressFor(peer), context);
        lanes.put(peer, added);
        connect(added);
        return added;
    }

    private void leaveLater(long peer) {
        if (leaving.add(peer)) {
            var unused = context.loops().next().schedule(() -> leave(peer), LEAVE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** A server that nobody names here need not hear this one unless it names it: else the two would never forget another. */
    private synchronized String ownAddressFor(long peer) {
        return unnamed.contains(peer) ? "" : ownAddress.text();
    }

    private void connect(PeerLanes peer) {
        if (state == State.STARTED) {
            peer.connect();
        }
    }

    private synchronized void leave(long peer) {
        // It may be named again since.
        if (state == State.CLOSED || !leaving.remove(peer)) {
            return;
        }
        log.info("peer left peer={}", hex(peer));
        if (!unnamed.remove(peer)) {
            left.add(peer);
        }
        var closed = lanes.remove(peer);
        if (closed != null) {
            closed.close();
        }
        onLeft.accept(peer);
    }

    /** Where a peer is: what the text says, or the transport's own configuration when it says nothing. */
    private List<InetSocketAddress> addresses(long peer, String text) {
        if (text.isBlank()) {
            return context.config().peers().getOrDefault(peer, List.of());
        }
        try {
            return Addresses.parse(text);
        } catch (IllegalArgumentException e) {
            log.warn("peer stays unreachable peer={} reason=\"{}\"", hex(peer), e.getMessage());
            return List.of();
        }
    }
}

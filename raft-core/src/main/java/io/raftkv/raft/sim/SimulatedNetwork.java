package io.raftkv.raft.sim;

import io.raftkv.raft.sim.Trace.Loss;
import io.raftkv.raft.transport.Transport;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * A network between servers. Each direction of each link has its own conditions and can be cut, and what is sent over it
 * takes its own random time. Messages and parts of snapshots travel alike.
 */
public final class SimulatedNetwork {

    private final Simulation simulation;
    private final Trace trace;
    private final Map<Long, Transport.Receiver> receivers = new HashMap<>();
    private final Map<Link, SimulatedLink> links = new HashMap<>();
    private LinkConditions usualConditions = LinkConditions.GOOD;
    private long deliveredSnapshotParts;

    SimulatedNetwork(Simulation simulation, Trace trace) {
        this.simulation = simulation;
        this.trace = trace;
    }

    // Faults.

    /** Sets how everything that is sent from now on is treated, on every link. */
    public void setConditions(LinkConditions conditions) {
        usualConditions = conditions;
        links.values().forEach(link -> link.setConditions(conditions));
    }

    /** The same for one link. */
    public void setConditions(Link link, LinkConditions conditions) {
        at(link).setConditions(conditions);
    }

    /** Cuts links: nothing is heard over them any more, also what is on its way. See {@link Partitions} for common sets. */
    public void cut(Collection<Link> toCut) {
        toCut.forEach(link -> at(link).cut());
    }

    /**
     * Links go down now, and up and down again by turns.
     *
     * @param every how long they stay so each time, positive
     */
    public void flap(Collection<Link> toFlap, Duration every) {
        if (!every.isPositive()) {
            throw new IllegalArgumentException("links cannot go down and up every " + every + ": must be positive");
        }
        toFlap.forEach(link -> at(link).flap(every));
    }

    /** Nothing is cut any more, and nothing goes down and up. The conditions stay as they are. */
    public void heal() {
        links.values().forEach(SimulatedLink::heal);
    }

    /** How many parts of snapshots have arrived. */
    public long deliveredSnapshotParts() {
        return deliveredSnapshotParts;
    }

    // For the servers.

    /** The network as one server sees it, from its start to its end. */
    Transport transportOf(long server) {
        return new SimulatedTransport(server, this);
    }

    void connect(long server, Transport.Receiver receiver) {
        receivers.put(server, receiver);
    }

    void disconnect(long server, Transport.Receiver receiver) {
        receivers.remove(server, receiver);
    }

    void send(Parcel parcel) {
        at(new Link(parcel.from(), parcel.to())).send(parcel);
    }

    /** The sender does not know where to send it. */
    void drop(Parcel parcel) {
        trace.lost(simulation.now(), parcel, Loss.PEER_IS_UNKNOWN);
    }

    private SimulatedLink at(Link link) {
        return links.computeIfAbsent(
                link, unused -> new SimulatedLink(link, simulation, trace, usualConditions, this::arrived));
    }

    private void arrived(Parcel parcel) {
        Transport.Receiver receiver = receivers.get(parcel.to());
        if (receiver == null) {
            trace.lost(simulation.now(), parcel, Loss.SERVER_IS_DOWN);
        } else {
            trace.delivered(simulation.now(), parcel);
            deliveredSnapshotParts += parcel instanceof Parcel.OfSnapshot ? 1 : 0;
            parcel.deliver(receiver);
        }
    }
}

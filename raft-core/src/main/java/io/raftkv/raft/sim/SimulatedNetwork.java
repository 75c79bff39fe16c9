package io.raftkv.raft.sim;

import io.raftkv.raft.core.Message;
import io.raftkv.raft.transport.Transport;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network between servers. Each message takes its own random time, so messages overtake each other; some are lost, some
 * arrive twice; and any direction of any link can be cut.
 */
public final class SimulatedNetwork {

    private record Link(long from, long to) {}

    /**
     * How the network treats messages.
     *
     * @param minDelay shortest time on the way
     * @param maxDelay longest time on the way
     * @param lossPercent how many of a hundred messages are lost
     * @param duplicatePercent how many of a hundred messages arrive twice
     */
    public record Conditions(Duration minDelay, Duration maxDelay, int lossPercent, int duplicatePercent) {

        /** A good local network: 0.1 to 0.5 ms, nothing lost. */
        public static final Conditions GOOD =
                new Conditions(Duration.ofNanos(100_000), Duration.ofNanos(500_000), 0, 0);

        /** The same with other delays. */
        public Conditions withDelays(Duration min, Duration max) {
            return new Conditions(min, max, lossPercent, duplicatePercent);
        }

        /** The same with messages lost. */
        public Conditions withLoss(int percent) {
            return new Conditions(minDelay, maxDelay, percent, duplicatePercent);
        }

        /** The same with messages duplicated. */
        public Conditions withDuplicates(int percent) {
            return new Conditions(minDelay, maxDelay, lossPercent, percent);
        }
    }

    private final Simulation simulation;
    private final Trace trace;
    private final Map<Long, Transport.Receiver> receivers = new HashMap<>();
    private final Set<Link> cut = new HashSet<>();
    private Conditions conditions = Conditions.GOOD;

    SimulatedNetwork(Simulation simulation, Trace trace) {
        this.simulation = simulation;
        this.trace = trace;
    }

    /** Sets how messages that are sent from now on are treated. */
    public void setConditions(Conditions newConditions) {
        conditions = newConditions;
    }

    /** Cuts the link in one direction: {@code to} no longer hears {@code from}. Messages on their way are lost. */
    public void cut(long from, long to) {
        cut.add(new Link(from, to));
    }

    /** Nobody of one group hears anybody of another. Servers that are in no group are not affected. */
    public void partition(List<? extends Collection<Long>> groups) {
        for (int one = 0; one < groups.size(); one++) {
            for (int other = 0; other < groups.size(); other++) {
                if (one != other) {
                    cutAll(groups.get(one), groups.get(other));
                }
            }
        }
    }

    private void cutAll(Collection<Long> from, Collection<Long> to) {
        from.forEach(sender -> to.forEach(receiver -> cut(sender, receiver)));
    }

    /** Restores every link. */
    public void heal() {
        cut.clear();
    }

    /** The network as one server sees it. */
    Transport transportOf(long server) {
        return new SimulatedTransport(server);
    }

    private boolean happens(int percent) {
        return percent > 0 && simulation.random().nextInt(100) < percent;
    }

    private void send(Message message) {
        if (happens(conditions.lossPercent())) {
            trace.lost(simulation.now(), message);
            return;
        }
        deliverLater(message);
        if (happens(conditions.duplicatePercent())) {
            deliverLater(message);
        }
    }

    private void deliverLater(Message message) {
        long delay = simulation.between(
                conditions.minDelay().toNanos(), conditions.maxDelay().toNanos());
        simulation.schedule(delay, () -> {
            Transport.Receiver receiver = receivers.get(message.to());
            if (receiver == null || cut.contains(new Link(message.from(), message.to()))) {
                trace.lost(simulation.now(), message);
            } else {
                trace.delivered(simulation.now(), message);
                receiver.receive(message);
            }
        });
    }

    private final class SimulatedTransport implements Transport {

        private final long self;
        private boolean open;

        SimulatedTransport(long self) {
            this.self = self;
        }

        @Override
        public void start(Receiver receiver) {
            open = true;
            receivers.put(self, receiver);
        }

        @Override
        public void send(Message message) {
            if (open) {
                SimulatedNetwork.this.send(message);
            }
        }

        @Override
        public void close() {
            if (open) {
                open = false;
                receivers.remove(self);
            }
        }
    }
}

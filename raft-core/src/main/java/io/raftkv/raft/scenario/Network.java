package io.raftkv.raft.scenario;

import io.raftkv.raft.core.Message;
import io.raftkv.raft.sim.Link;
import io.raftkv.raft.sim.Parcel;
import io.raftkv.raft.transport.Transport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The network between the servers on a stage. What is sent arrives a moment later, in order on each link, unless the script has
 * cut the link, or holds it: then the script delivers one by one.
 */
public final class Network {

    private static final long MIN_DELAY_NANOS = 500_000;
    private static final long MAX_DELAY_NANOS = 1_500_000;

    private final Backstage backstage;
    private final RandomGenerator random;
    private final Set<Long> servers = new TreeSet<>();
    private final Map<Long, Transport.Receiver> receivers = new HashMap<>();
    private final Set<Link> cut = new HashSet<>();
    private final List<Predicate<Parcel>> holds = new ArrayList<>();
    private final List<Parcel> held = new ArrayList<>();
    private final Map<Link, Long> lastArrival = new HashMap<>();
    private int onTheWay;

    Network(Backstage backstage) {
        this.backstage = backstage;
        this.random = backstage.simulation().random("network");
    }

    // The script's.

    /** What {@code from} sends to {@code to} is lost from now on, also what is on its way. */
    public void cut(long from, long to) {
        cut.add(new Link(from, to));
    }

    /** Nobody in the group hears anybody outside of it, and the other way round. */
    public void isolate(Long... group) {
        Collection<Long> inside = List.of(group);
        for (long one : inside) {
            for (long other : servers) {
                if (!inside.contains(other)) {
                    cut(one, other);
                    cut(other, one);
                }
            }
        }
    }

    /** Nothing is cut any more. */
    public void heal() {
        cut.clear();
    }

    /** What {@code from} sends to {@code to} stays on its way from now on, until the script lets it arrive. */
    public void hold(long from, long to) {
        holds.add(parcel -> parcel.from() == from && parcel.to() == to);
    }

    /** Messages of a kind stay on their way from now on, until the script lets them arrive. */
    public void hold(Class<? extends Message> kind) {
        holds.add(parcel -> parcel instanceof Parcel.OfMessage(var message) && kind.isInstance(message));
    }

    /** Everything stays on its way from now on, until the script lets it arrive. */
    public void holdAll() {
        holds.add(parcel -> true);
    }

    /** Lets the oldest message that is held between these two arrive, now. */
    public void deliver(long from, long to) {
        Parcel parcel = oldest(from, to);
        held.remove(parcel);
        backstage.act(() -> arrive(parcel));
    }

    /** Lets the latest message that is held between these two arrive, now, before those that were sent earlier. */
    public void deliverLatest(long from, long to) {
        Parcel parcel = heldBetween(from, to).getLast();
        held.remove(parcel);
        backstage.act(() -> arrive(parcel));
    }

    /** Lets the oldest message that is held between these two arrive, now, and keeps a copy that may arrive again. */
    public void deliverCopy(long from, long to) {
        Parcel parcel = oldest(from, to);
        backstage.act(() -> arrive(parcel));
    }

    /** The oldest message that is held between these two is lost. */
    public void drop(long from, long to) {
        Parcel parcel = oldest(from, to);
        held.remove(parcel);
        lose(parcel, "lost");
    }

    /** Everything that is held is lost; what is sent from now on is held as before. */
    public void dropAll() {
        held.forEach(parcel -> lose(parcel, "lost"));
        held.clear();
    }

    /** Nothing is held any more: what is on its way goes on, in the order in which it was sent. */
    public void release() {
        holds.clear();
        var goOn = List.copyOf(held);
        held.clear();
        goOn.forEach(this::carry);
    }

    /** What is held, in the order in which it was sent. */
    public List<Parcel> held() {
        return List.copyOf(held);
    }

    private Parcel oldest(long from, long to) {
        return heldBetween(from, to).getFirst();
    }

    private List<Parcel> heldBetween(long from, long to) {
        List<Parcel> between = held.stream()
                .filter(parcel -> parcel.from() == from && parcel.to() == to)
                .toList();
        if (between.isEmpty()) {
            throw new ScenarioFailed("nothing is held from S" + from + " to S" + to + ", only this: " + held);
        }
        return between;
    }

    // The servers'.

    void connect(long server, Transport.Receiver receiver) {
        servers.add(server);
        receivers.put(server, receiver);
    }

    void disconnect(long server) {
        receivers.remove(server);
    }

    void send(Parcel parcel) {
        if (cut.contains(linkOf(parcel))) {
            lose(parcel, "link is cut");
        } else if (holds.stream().anyMatch(hold -> hold.test(parcel))) {
            held.add(parcel);
        } else {
            carry(parcel);
        }
    }

    /** Whether anything will arrive without the script's doing. */
    boolean isBusy() {
        return onTheWay > 0;
    }

    private void carry(Parcel parcel) {
        long delay = random.nextLong(MIN_DELAY_NANOS, MAX_DELAY_NANOS);
        long arrival = Math.max(backstage.now() + delay, lastArrival.getOrDefault(linkOf(parcel), 0L));
        lastArrival.put(linkOf(parcel), arrival);
        onTheWay++;
        backstage.later(arrival - backstage.now(), () -> {
            onTheWay--;
            arrive(parcel);
        });
    }

    private void arrive(Parcel parcel) {
        Transport.Receiver receiver = receivers.get(parcel.to());
        if (cut.contains(linkOf(parcel))) {
            lose(parcel, "link is cut");
        } else if (receiver == null) {
            lose(parcel, "nobody there takes it");
        } else {
            if (parcel instanceof Parcel.OfSnapshot) {
                backstage.tell(new Event.PartArrived(backstage.now(), parcel));
            }
            parcel.deliver(receiver);
        }
    }

    private void lose(Parcel parcel, String why) {
        backstage.tell(new Event.Lost(backstage.now(), parcel, why));
    }

    private static Link linkOf(Parcel parcel) {
        return new Link(parcel.from(), parcel.to());
    }
}

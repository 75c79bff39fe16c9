package io.raftkv.raft.sim;

import io.raftkv.raft.sim.Trace.Loss;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** One direction between two servers: what is sent over it arrives later, or twice, or not at all. */
final class SimulatedLink {

    private static final long NEVER_UP_AND_DOWN = 0;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Simulation simulation;
    private final Trace trace;
    private final RandomGenerator random;
    private final Consumer<Parcel> arrived;
    private LinkConditions conditions;
    private boolean cut;

    /** Since when the link has been going down and up by turns, and how long it stays so each time. */
    private long flapsSince;

    private long flapsEvery = NEVER_UP_AND_DOWN;

    /** When everything sent so far is on its way: parts of snapshots have a lane of their own, and never delay a heartbeat. */
    private long messagesGoneAt;

    private long partsGoneAt;

    /** A link that works; what arrives is handed to {@code arrived}. */
    SimulatedLink(Link link, Simulation simulation, Trace trace, LinkConditions conditions, Consumer<Parcel> arrived) {
        this.simulation = simulation;
        this.trace = trace;
        this.random = simulation.random(link.toString());
        this.conditions = conditions;
        this.arrived = arrived;
    }

    void setConditions(LinkConditions newConditions) {
        conditions = newConditions;
    }

    void cut() {
        cut = true;
    }

    void flap(Duration every) {
        flapsSince = simulation.now();
        flapsEvery = every.toNanos();
    }

    void heal() {
        cut = false;
        flapsEvery = NEVER_UP_AND_DOWN;
    }

    private boolean isCut() {
        return cut || (flapsEvery != NEVER_UP_AND_DOWN && (simulation.now() - flapsSince) / flapsEvery % 2 == 0);
    }

    void send(Parcel parcel) {
        if (isCut()) {
            trace.lost(simulation.now(), parcel, Loss.LINK_IS_CUT);
            return;
        }
        if (conditions.bytesPerSecond() == LinkConditions.UNLIMITED) {
            carry(parcel, 0);
            return;
        }
        long nanosToWait = Math.max(0, goneAt(parcel) - simulation.now());
        if (nanosToWait > NANOS_PER_SECOND) {
            trace.lost(simulation.now(), parcel, Loss.LINK_IS_FULL);
            return;
        }
        long nanosToSend = parcel.bytes() * NANOS_PER_SECOND / conditions.bytesPerSecond();
        occupyUntil(parcel, simulation.now() + nanosToWait + nanosToSend);
        carry(parcel, nanosToWait + nanosToSend);
    }

    private long goneAt(Parcel parcel) {
        return switch (parcel) {
            case Parcel.OfMessage message -> messagesGoneAt;
            case Parcel.OfSnapshot part -> partsGoneAt;
        };
    }

    private void occupyUntil(Parcel parcel, long time) {
        switch (parcel) {
            case Parcel.OfMessage message -> messagesGoneAt = time;
            case Parcel.OfSnapshot part -> partsGoneAt = time;
        }
    }

    private void carry(Parcel parcel, long nanosToSend) {
        if (happens(conditions.lossPercent())) {
            trace.lost(simulation.now(), parcel, Loss.BAD_LUCK);
            return;
        }
        arriveLater(parcel, nanosToSend);
        if (happens(conditions.duplicatePercent())) {
            arriveLater(parcel, nanosToSend);
        }
    }

    private boolean happens(int percent) {
        return percent > 0 && random.nextInt(100) < percent;
    }

    private void arriveLater(Parcel parcel, long nanosToSend) {
        long delay = random.nextLong(
                conditions.minDelay().toNanos(), conditions.maxDelay().toNanos() + 1);
        simulation.schedule(nanosToSend + delay, () -> {
            if (isCut()) {
                trace.lost(simulation.now(), parcel, Loss.LINK_IS_CUT);
            } else {
                arrived.accept(parcel);
            }
        });
    }
}

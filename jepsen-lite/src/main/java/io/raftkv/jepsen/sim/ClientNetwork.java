package io.raftkv.jepsen.sim;

import io.raftkv.raft.sim.Fault;
import io.raftkv.raft.sim.Fault.ClientLinks.Way;
import io.raftkv.raft.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** The links between clients and servers. What is sent arrives once or, when a link is bad, late or never. */
final class ClientNetwork {

    private static final long MIN_DELAY_NANOS = 100_000;
    private static final long MAX_DELAY_NANOS = 1_000_000;
    private static final int ALL_CLIENTS = 0;
    private static final int HUNDRED_PERCENT = 100;

    private final Simulation simulation;

    /** Decides how much harm faults do; the usual delays are drawn by the clients, so that nothing else changes theirs. */
    private final RandomGenerator random;

    private final List<Harm> harms = new ArrayList<>();

    /** A fault that lasts. */
    private static final class Harm {
        private final Fault.ClientLinks fault;
        private boolean tookEffect;

        Harm(Fault.ClientLinks fault) {
            this.fault = fault;
        }

        boolean isOn(int client, Way way) {
            return (fault.client() == ALL_CLIENTS || fault.client() == client)
                    && (fault.way() == Way.BOTH || fault.way() == way);
        }
    }

    ClientNetwork(Simulation simulation) {
        this.simulation = simulation;
        this.random = simulation.random("bad links of clients");
    }

    /** Links become bad; tells whether anything has been late or lost because of that. */
    BooleanSupplier begin(Fault.ClientLinks fault) {
        var harm = new Harm(fault);
        harms.add(harm);
        return () -> harm.tookEffect;
    }

    /** All links work well. */
    void heal() {
        harms.clear();
    }

    /**
     * Something is sent.
     *
     * @param client whose link it is, from 1
     * @param way from or to the client, never {@link Way#BOTH}
     * @param usual draws the usual delay
     */
    void carry(int client, Way way, RandomGenerator usual, Runnable arrival) {
        long delay = usual.nextLong(MIN_DELAY_NANOS, MAX_DELAY_NANOS);
        boolean isLost = false;
        for (Harm harm : harms) {
            if (harm.isOn(client, way)) {
                long longer = random.nextLong(harm.fault.delay().toNanos() + 1);
                boolean loses = random.nextInt(HUNDRED_PERCENT) < harm.fault.lossPercent();
                harm.tookEffect |= loses || longer > 0;
                delay += longer;
                isLost |= loses;
            }
        }
        if (!isLost) {
            simulation.schedule(delay, arrival);
        }
    }
}

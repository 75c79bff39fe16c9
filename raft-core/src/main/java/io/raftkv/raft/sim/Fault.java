package io.raftkv.raft.sim;

import io.raftkv.raft.core.MembershipChange;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Something that goes wrong, is put right, or is done by an operator while all of that goes on. Faults are data: they can be
 * {@linkplain #text written} on a line, {@linkplain #parse read} again, saved, replayed, and left out one by one. So none
 * depends on another: what makes no sense as a cluster stands, such as starting a server that runs, does nothing.
 */
public sealed interface Fault {

    // Servers.

    /** The machine loses its power: memory is gone, and so is what the disk had not forced, or part of it. */
    record PowerLoss(Target target) implements Fault {}

    /**
     * The machine loses its power in the middle of its next write: only a first part of that gets to the disk, cut off anywhere, and
     * nothing of what came after. A {@link PowerLoss} comes between writes, and loses whole sectors. Nothing happens until the
     * server writes.
     */
    record TornWrite(Target target) implements Fault {}

    /** The process is killed: memory is gone, but what was written to the disk is there, forced or not. */
    record Kill(Target target) implements Fault {}

    /** A server that does not run starts. */
    record Restart(Target target) implements Fault {}

    /** The process stands still. */
    record Pause(Target target) implements Fault {}

    /** A process that stands still goes on. */
    record Resume(Target target) implements Fault {}

    // Network.

    /**
     * Links are cut.
     *
     * @param order servers whose place in the partition matters; the others follow in the order of their ids
     */
    record Partition(PartitionKind kind, List<Target> order) implements Fault {}

    /**
     * The links of a partition go down and up by turns.
     *
     * @param every how long they stay so each time, positive
     * @param order as in {@link Partition}
     */
    record Flapping(Duration every, PartitionKind kind, List<Target> order) implements Fault {}

    /** All links get other conditions. */
    record Links(LinkConditions conditions) implements Fault {}

    /** One link gets other conditions. */
    record OneLink(Link link, LinkConditions conditions) implements Fault {}

    /** Every link works again, and well. */
    record HealNetwork() implements Fault {}

    // Clocks.

    /** A clock goes fast or slow, as in {@link SimulatedClock#drift}. */
    record ClockDrift(Target target, long partsPerMillion) implements Fault {}

    /** Somebody sets a clock, forward or back. */
    record ClockJump(Target target, Duration by) implements Fault {}

    /** A clock stands still. */
    record ClockFreeze(Target target) implements Fault {}

    /** A clock is set forward and back by turns, as in {@link SimulatedClock#strobe}. */
    record ClockStrobe(Target target, Duration by, Duration every) implements Fault {}

    /** A clock goes well again. */
    record HealClock(Target target) implements Fault {}

    // Disks.

    /** Every force takes this long. */
    record DiskSlow(Target target, Duration perForce) implements Fault {}

    /** Only so many more bytes fit. */
    record DiskFull(Target target, long roomBytes) implements Fault {}

    /** The next force fails. */
    record DiskErrorOnce(Target target) implements Fault {}

    /** Every force fails. */
    record DiskError(Target target) implements Fault {}

    /** Forces are acknowledged and not done: no server can survive that together with a power loss. */
    record DiskLie(Target target) implements Fault {}

    /**
     * A bit turns over, where a server can tell: not in what was written to the file last, which looks like a torn write when it is
     * damaged.
     *
     * @param path what the path of the file begins with; of several the last one is hit, which for the log is the newest
     */
    record DiskCorrupt(Target target, String path) implements Fault {}

    /** A disk works again, with room for everything. What was lost or damaged remains so. */
    record HealDisk(Target target) implements Fault {}

    // Operators.

    /** Other members are asked for. Machines that do not exist are added, with empty disks. */
    record Members(MembershipChange change) implements Fault {}

    /**
     * Those who lead are asked to hand over.
     *
     * @param to id of the server that is to lead, 0 for any
     */
    record TransferLeadership(long to) implements Fault {}

    /**
     * A server that has refused to start, since its data is damaged, gets an empty disk and a new identity, and the others are asked
     * until they have put this new member in the place of the former one. Any other server stays as it is.
     */
    record Rebuild(Target target) implements Fault {}

    /** State machines make their state durable now, and logs are compacted, so that who lags behind needs a snapshot. */
    record SnapshotNow(Target target) implements Fault {}

    // What stands on a cluster, and around it.

    /**
     * Concerns the store that the servers keep, or its clients. A {@link FaultInjector}, which knows of neither, only notes it: it is
     * done by whoever has put them there.
     */
    sealed interface OfService extends Fault {}

    /**
     * The history of the store is compacted.
     *
     * @param keep how many of the newest revisions stay, not negative
     */
    record Compact(long keep) implements OfService {}

    /**
     * The store rewrites its files.
     *
     * @param lasts how long nothing is applied meanwhile
     */
    record Defragment(Target target, Duration lasts) implements OfService {}

    /**
     * A crowd comes and asks more than can be served.
     *
     * @param requestsPerSecond how much it asks in a second, all at once, of one server; 0 sends the crowd home
     */
    record Overload(int requestsPerSecond) implements OfService {}

    /**
     * What clients and servers send each other is late or lost.
     *
     * @param client number of the client, from 1; 0 for all
     * @param way which way is bad
     * @param delay how much longer everything takes at most
     * @param lossPercent how much of a hundred is lost, 0 to 100
     */
    record ClientLinks(int client, Way way, Duration delay, int lossPercent) implements OfService {

        /** A lost request was never heard of, while what is asked by a request whose answer is lost is done. */
        public enum Way {
            /** From clients to servers. */
            REQUESTS,
            /** From servers to clients. */
            ANSWERS,
            /** Both. */
            BOTH;

            @Override
            public String toString() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException naming the value and what it must be
         */
        public ClientLinks {
            if (client < 0) {
                throw new IllegalArgumentException("client is " + client + ", but must not be negative");
            }
            if (delay.isNegative()) {
                throw new IllegalArgumentException("delay is " + delay + ", but must not be negative");
            }
            if (lossPercent < 0 || lossPercent > 100) {
                throw new IllegalArgumentException("lossPercent is " + lossPercent + ", but must be from 0 to 100");
            }
        }
    }

    /** Every link of a client works again, and well. */
    record HealClients() implements OfService {}

    /** The fault on one line, in words. */
    default String text() {
        return FaultText.write(this);
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static Fault parse(String text) {
        return FaultText.read(text);
    }
}

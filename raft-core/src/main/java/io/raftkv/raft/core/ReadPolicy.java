package io.raftkv.raft.core;

/** How a leader makes sure that it still leads when a client reads (D 6.4). */
public sealed interface ReadPolicy {

    /** Asks a majority, one round for all reads that wait (D 6.4). Relies on no clock. */
    record ReadIndex() implements ReadPolicy {}

    /**
     * Reads at once as long as no other leader can have been elected since a majority confirmed this one (D 6.4.1), which saves
     * the round and relies on clocks: a read may be stale when any two servers' clocks run at rates that differ by more than is
     * stated here. Without a lease in force it asks a majority. All servers must have this policy and the same election timeout: a
     * follower that has restarted protects a leader that it has forgotten, but only if it knows that there may be a lease.
     *
     * @param maxClockDrift how much faster or slower than real time any server's monotonic clock runs at most, as a share:
     *     0.01 for 1 %; from 0 to 0.5. A server that is suspended counts as one whose clock stands still
     */
    record Lease(double maxClockDrift) implements ReadPolicy {

        /**
         * Checks the bound.
         *
         * @throws IllegalArgumentException when it is out of its range
         */
        public Lease {
            if (!(maxClockDrift >= 0 && maxClockDrift <= 0.5)) {
                throw new IllegalArgumentException(
                        "maxClockDrift is " + maxClockDrift + ", but must be between 0 and 0.5");
            }
        }
    }
}

package io.raftkv.raft.core;

import java.nio.ByteBuffer;

/**
 * A command that a client wants in the log.
 *
 * @param number names the proposal. A server counts its proposals upwards from a number that it draws at random when it
 *     starts, so that it never uses one twice; numbers that share all but the lowest {@link #RUN_BITS} bits come from one start
 * @param payload the command, opaque here and never changed
 */
public record Proposal(long number, ByteBuffer payload) {

    /** How many of the lowest bits of a number a server counts through before the others change: 2^40 proposals. */
    public static final int RUN_BITS = 40;

    /** What this proposal counts for when sizes are bounded, in bytes: as much as its entry will. */
    public int sizeInBytes() {
        return LogEntry.OVERHEAD_BYTES + payload.remaining();
    }
}

package io.raftkv.raft.core;

import java.nio.ByteBuffer;

/**
 * One entry of the replicated log (P 5.3): a command for the state machine and the term when the leader received it.
 *
 * <p>The pair of {@code proposer} and {@code proposal} names the request that asked for the entry, so that the server
 * which took that request recognises the entry when it applies it and can answer. Both are 0 when nobody waits.
 *
 * @param index position in the log, 1 for the first entry
 * @param term term of the leader that appended it
 * @param type what it is for
 * @param proposer id of the server that took the request, 0 for none
 * @param proposal number of the request, unique at its proposer, 0 for none
 * @param payload the command, opaque here; never changed, and read only through {@link ByteBuffer#duplicate()}
 */
public record LogEntry(long index, long term, EntryType type, long proposer, long proposal, ByteBuffer payload) {

    /** What an entry costs beside its payload, in bytes: used wherever sizes are bounded, so that empty entries count. */
    public static final int OVERHEAD_BYTES = 64;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    /** The entry that opens a leader's term (P 8). */
    public static LogEntry noOp(long index, long term) {
        return new LogEntry(index, term, EntryType.NO_OP, 0, 0, NOTHING);
    }

    /** An entry that holds a command; {@code proposer} is the server that took it from a client. */
    public static LogEntry command(long index, long term, long proposer, Proposal proposal) {
        return new LogEntry(index, term, EntryType.COMMAND, proposer, proposal.number(), proposal.payload());
    }

    /** An entry that holds a configuration; {@code proposer} and {@code proposal} name the request for it, 0 for none (P 6). */
    public static LogEntry configuration(
            long index, long term, long proposer, long proposal, Configuration configuration) {
        return new LogEntry(index, term, EntryType.CONFIGURATION, proposer, proposal, configuration.encode());
    }

    /** Where this entry stands in the log. */
    public LogPosition position() {
        return new LogPosition(index, term);
    }

    /** What this entry counts for when sizes are bounded, in bytes. */
    public int sizeInBytes() {
        return OVERHEAD_BYTES + payload.remaining();
    }

    /** Short, because many of them stand in one line: index, term and what it is. */
    @Override
    public String toString() {
        return index + "/t" + term + " " + type + (type == EntryType.COMMAND ? " " + payload.remaining() + " B" : "");
    }
}

package io.raftkv.raft.storage;

import io.raftkv.raft.core.EntryType;
import io.raftkv.raft.core.LogEntry;

/** Where the parts of an encoded entry stand. The layout and its reasons are in the package's description. */
final class Frame {
    static final int LENGTH_AT = 0;
    static final int CRC_AT = 4;
    static final int DURABLE_INDEX_AT = 8;
    static final int TERM_AT = 16;
    static final int INDEX_AT = 24;
    static final int TYPE_AT = 32;
    static final int PROPOSER_AT = 33;
    static final int PROPOSAL_AT = 41;
    static final int PAYLOAD_AT = 49;

    /** What precedes the payload, rounded up. */
    static final int PADDED_HEADER = 56;

    /** Frames begin at multiples of this, so that a frame can be found again behind bytes that cannot be read. */
    static final int ALIGNMENT = 8;

    /** Keeps a damaged length from making recovery read gigabytes into memory. */
    static final int MAX_PAYLOAD_BYTES = 64 << 20;

    private Frame() {}

    /** Bytes from one frame to the next, for an entry. */
    static int sizeOf(LogEntry entry) {
        return padded(PAYLOAD_AT + entry.payload().remaining());
    }

    /** The length of a frame with the padding that follows it. */
    static int padded(int length) {
        return (length + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** Whether a frame of this length can exist where {@code available} bytes are left. */
    static boolean isPossible(int length, long available) {
        return length >= PAYLOAD_AT && length <= PAYLOAD_AT + MAX_PAYLOAD_BYTES && padded(length) <= available;
    }

    /** What stands for a type on disk; never changes, whatever order the types are declared in. */
    static byte codeOf(EntryType type) {
        return switch (type) {
            case NO_OP -> 1;
            case COMMAND -> 2;
            case CONFIGURATION -> 3;
        };
    }

    static boolean isTypeCode(byte code) {
        return code >= 1 && code <= 3;
    }

    static EntryType typeOf(byte code) {
        return switch (code) {
            case 1 -> EntryType.NO_OP;
            case 2 -> EntryType.COMMAND;
            case 3 -> EntryType.CONFIGURATION;
            default -> throw new IllegalArgumentException("no entry type has the code " + code);
        };
    }
}

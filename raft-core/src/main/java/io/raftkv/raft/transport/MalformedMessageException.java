package io.raftkv.raft.transport;

/** What came in is no message that a peer in its right mind sends to this server. Nothing has been changed by it. */
final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1;

    /** Kinds of malformed messages, for a metric's tag: few, whatever comes in. */
    enum Kind {
        /** Not an envelope, or of a kind unknown here, as a newer server may send. */
        UNREADABLE,
        /** From or for another server, group or cluster than the stream that carries it. */
        MISADDRESSED,
        /** Says what cannot be, such as a negative index. */
        IMPOSSIBLE,
        /** Bytes of a snapshot that are not those which their sender read from its disk. */
        DAMAGED,
        /** Larger than any message may be; not even read, and the stream ended with it. */
        OVERSIZED
    }

    private final Kind kind;

    MalformedMessageException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}

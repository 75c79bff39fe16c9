package io.raftkv.server.mvcc;

/**
 * A request was refused and changed nothing. It is an answer and not a defect of the server, and so it carries no stack
 * trace: refusing must cost no more than answering.
 */
public final class KvException extends Exception {
    private static final long serialVersionUID = 1;

    private final KvError error;

    /** A refusal for this reason. */
    public KvException(KvError error) {
        super(error.text(), null, false, false);
        this.error = error;
    }

    /** Why the request was refused. */
    public KvError error() {
        return error;
    }
}

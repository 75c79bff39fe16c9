package io.raftkv.jepsen.workload;

/** What was asked for is older than the history that the store has kept. Nothing was done, and nothing was wrong. */
public final class CompactedException extends NotDoneException {
    private static final long serialVersionUID = 1;

    /** With the store's words. */
    public CompactedException(String reason) {
        super(reason);
    }
}

package io.raftkv.jepsen.workload;

/** An operation certainly had no effect, and never will: it may be recorded as failed. */
public class NotDoneException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With the reason, for people. */
    public NotDoneException(String reason) {
        super(reason, null, false, false); // raised for every refused operation: a stack trace would only cost
    }
}

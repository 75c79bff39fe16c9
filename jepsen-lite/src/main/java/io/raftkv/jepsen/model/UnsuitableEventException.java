package io.raftkv.jepsen.model;

/** An event is none of the workload's: says which it is, and what was expected. */
public final class UnsuitableEventException extends Exception {
    private static final long serialVersionUID = 1;

    private final long event;

    /**
     * Says what was expected.
     *
     * @param event place in the history, from 0
     * @param message what was expected, and what is there
     */
    public UnsuitableEventException(long event, String message) {
        super(message);
        this.event = event;
    }

    /** The place of the event in the history, from 0. */
    public long event() {
        return event;
    }

    /** What was expected, and what is there. */
    public String expected() {
        return String.valueOf(getMessage());
    }
}

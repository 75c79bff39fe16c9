package io.raftkv.jepsen.process;

/** The test could not be carried out. The message says what is missing or wrong, and what to do. */
public final class HarnessException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With what to tell the user. */
    public HarnessException(String message) {
        super(message);
    }

    /** With what to tell the user, and why. */
    public HarnessException(String message, Throwable cause) {
        super(message, cause);
    }
}

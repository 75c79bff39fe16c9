package io.raftkv.client.ctl;

/** A line of a transaction that cannot be understood; the message quotes it and says why. */
final class MalformedTxnException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedTxnException(String message) {
        super(message);
    }
}

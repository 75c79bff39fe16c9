package io.raftkv.jepsen.history;

/** A line is no event; its message says what was expected. The reader of the file adds where that is. */
final class MalformedLineException extends Exception {
    private static final long serialVersionUID = 1;
    private static final int SHOWN = 40;

    private MalformedLineException(String message) {
        super(message);
    }

    /** Expected this, but found that; a long text is cut. */
    static MalformedLineException expected(String what, String found) {
        String shown = found.length() <= SHOWN ? found : found.substring(0, SHOWN) + "...";
        return new MalformedLineException(
                "expected " + what + ", but found " + (shown.isEmpty() ? "the end of the line" : shown));
    }
}

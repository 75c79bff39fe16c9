package io.raftkv.jepsen.history;

import java.io.IOException;

/** A file is no history: names the file, the line, what was expected there and what is there instead. */
public final class HistoryFormatException extends IOException {
    private static final long serialVersionUID = 1;

    private final int line;

    /**
     * Says it as {@code FILE:LINE: expected ...}.
     *
     * @param file as the user named it
     * @param line from 1
     * @param expected what should be there, and what is
     */
    public HistoryFormatException(String file, int line, String expected) {
        super(file + ":" + line + ": " + expected);
        this.line = line;
    }

    /** The line that is garbled, from 1. */
    public int line() {
        return line;
    }
}

package io.raftkv.jepsen.history;

import org.jspecify.annotations.Nullable;

/** How an event is written on a line. */
interface LineFormat {

    /** The event of a line; null when it certainly holds none, such as a comment. */
    @Nullable
    Event read(String line) throws MalformedLineException;

    /** Appends the event, without a line end. */
    void write(Event event, StringBuilder to);
}

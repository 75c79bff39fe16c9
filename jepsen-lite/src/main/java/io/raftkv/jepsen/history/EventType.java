package io.raftkv.jepsen.history;

import java.util.Locale;

/** What an event says of its operation; Jepsen's words. */
public enum EventType {

    /** It begins. */
    INVOKE,

    /** It took effect, at some moment since its invocation. */
    OK,

    /** It certainly did not take effect, and never will. */
    FAIL,

    /** Nobody knows: it may have taken effect, may do so at any later time, or never. */
    INFO;

    /** As Jepsen writes it, in lower case and without a colon. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

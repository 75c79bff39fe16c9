package io.raftkv.jepsen.nemesis;

import java.time.Duration;

/** What a fault may wait for, since most of what can break breaks when the cluster is about something. */
public enum Moment {
    /** Nothing: it comes at its time. */
    AT_ONCE(""),
    /** A server has just become leader. */
    ELECTION("election"),
    /** A part of a snapshot has just arrived at a server. */
    SNAPSHOT("snapshot"),
    /** Two majorities are needed, as members are changing. */
    MEMBERSHIP_CHANGE("membership-change");

    /** After so long the fault comes even if there has been no such moment. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final String text;

    Moment(String text) {
        this.text = text;
    }

    static Moment parse(String text) {
        for (Moment moment : values()) {
            if (moment != AT_ONCE && moment.text.equals(text)) {
                return moment;
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' must be " + ELECTION + ", " + SNAPSHOT + " or " + MEMBERSHIP_CHANGE);
    }

    @Override
    public String toString() {
        return text;
    }
}

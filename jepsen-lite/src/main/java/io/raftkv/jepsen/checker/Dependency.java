package io.raftkv.jepsen.checker;

/**
 * That one transaction must come before another.
 *
 * @param from number of the earlier one
 * @param to number of the later one
 * @param kind why
 * @param reason in words, after the number of the earlier one
 */
record Dependency(int from, int to, Kind kind, String reason) {

    /** Adya's words. */
    enum Kind {
        /** The later one's write follows upon the earlier one's. */
        WW,
        /** The later one read what the earlier one wrote. */
        WR,
        /** The earlier one did not read yet what the later one wrote. */
        RW,
        /** The earlier one had ended when the later one began. */
        REALTIME
    }
}

package io.raftkv.benchmarks.compare.raft;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Which of the members this is.
 *
 * @param member 0, 1 or 2
 * @param ports of all members, on loopback
 * @param directory its own, empty
 */
record Seat(int member, List<Integer> ports, Path directory) {

    /** The same for all libraries. */
    static final Duration ELECTION_TIMEOUT = Duration.ofSeconds(1);

    static final String HOST = "127.0.0.1";

    /** Where this member listens. */
    int port() {
        return ports.get(member);
    }
}

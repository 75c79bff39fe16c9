package io.raftkv.jepsen.mutant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What a build is put to, but for the seed: a test of 60 simulated seconds.
 *
 * @param workload name of the workload
 * @param faults names of nemeses joined by {@code +}, or the file beside this class with the schedule of a directed test
 * @param nodes how many servers
 */
public record Trial(String workload, String faults, int nodes) {

    private static final String SCHEDULE = ".txt";

    /** Three servers. */
    static Trial of(String workload, String faults) {
        return new Trial(workload, faults, 3);
    }

    /** The same with another number of servers. */
    Trial nodes(int other) {
        return new Trial(workload, faults, other);
    }

    /** Whether the faults were written down for one kind of mistake, and not drawn. */
    public boolean isDirected() {
        return faults.endsWith(SCHEDULE);
    }

    /** The schedule of a directed test. */
    public String schedule() {
        try (var file = Objects.requireNonNull(Trial.class.getResourceAsStream(faults), faults)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

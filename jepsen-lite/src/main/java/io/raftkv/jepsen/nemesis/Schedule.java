package io.raftkv.jepsen.nemesis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Which faults start and end when. Written one step a line, such as {@code 1500ms kill start kill leaders}, or {@code 1500ms@election
 * kill start kill leaders} for one that waits for a {@link Moment} from then on; lines that begin with {@code #} say something to
 * people.
 *
 * @param steps in the order of time
 */
public record Schedule(List<Step> steps) {

    /** Nothing goes wrong. */
    public static final Schedule NONE = new Schedule(List.of());

    /** Copies the list. */
    public Schedule {
        steps = List.copyOf(steps);
    }

    /** The faults of both, in the order of time. */
    public Schedule and(Schedule other) {
        return new Schedule(Stream.concat(steps.stream(), other.steps.stream())
                .sorted(Comparator.comparing(Step::at))
                .toList());
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException saying which line is wrong, and why
     */
    public static Schedule parse(String text) {
        var steps = new ArrayList<Step>();
        int number = 0;
        for (String line : text.lines().map(String::strip).toList()) {
            number++;
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                steps.add(Step.parse(line));
            } catch (IllegalArgumentException malformed) {
                throw new IllegalArgumentException("line " + number + ": " + malformed.getMessage(), malformed);
            }
        }
        return new Schedule(steps);
    }

    /**
     * Checks that all of it can happen in a run. What would come after its end, or hit nobody, would test nothing and look like a test.
     *
     * @param nodes how many servers the cluster begins with; their ids begin with 1
     * @param length of the run
     * @throws IllegalArgumentException naming the first step that cannot, and what it may be
     */
    public void requireToFit(int nodes, Duration length) {
        Set<Long> servers = servers(nodes);
        for (Step step : steps) {
            if (step.at().compareTo(length) > 0) {
                throw new IllegalArgumentException(
                        "step '" + step + "' comes after the end of the run, which takes " + length.toMillis() + "ms");
            }
            for (long server : step.serversNamed()) {
                if (!servers.contains(server)) {
                    throw new IllegalArgumentException("step '" + step + "' names S" + server
                            + ", but there is only "
                            + servers.stream().map(id -> "S" + id).collect(Collectors.joining(", ")));
                }
            }
        }
    }

    /** Without the servers in partitions that there cannot be when the cluster begins with so many; nothing else happens for that. */
    public Schedule withServersOf(int nodes) {
        Set<Long> servers = servers(nodes);
        return new Schedule(steps.stream().map(step -> step.among(servers)).toList());
    }

    /** Those with which the cluster begins, and those that become members. */
    private Set<Long> servers(int nodes) {
        var servers = new TreeSet<>(LongStream.rangeClosed(1, nodes).boxed().toList());
        steps.forEach(step -> servers.addAll(step.serversAdded()));
        return servers;
    }

    @Override
    public String toString() {
        return steps.stream().map(Step::toString).collect(Collectors.joining("\n"));
    }
}

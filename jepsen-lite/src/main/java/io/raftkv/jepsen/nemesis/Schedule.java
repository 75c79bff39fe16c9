package io.raftkv.jepsen.nemesis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
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

    @Override
    public String toString() {
        return steps.stream().map(Step::toString).collect(Collectors.joining("\n"));
    }
}

package io.raftkv.raft.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which faults happen when: all of what goes wrong in a run of a simulation, and nothing of what clients do. Written one fault a
 * line, such as {@code 1500ms kill leaders}.
 *
 * @param faults in the order of time
 */
public record FaultSchedule(List<Timed> faults) {

    /**
     * A fault and its time.
     *
     * @param at since the beginning of the run
     */
    public record Timed(Duration at, Fault fault) {
        @Override
        public String toString() {
            return FaultText.write(at) + " " + fault.text();
        }
    }

    /** Copies the list. */
    public FaultSchedule {
        faults = List.copyOf(faults);
    }

    /**
     * Reads what {@link #toString} wrote. Empty lines are passed over.
     *
     * @throws IllegalArgumentException saying which line is wrong, and why
     */
    public static FaultSchedule parse(String text) {
        return new FaultSchedule(text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(FaultSchedule::parseLine)
                .toList());
    }

    private static Timed parseLine(String line) {
        String[] timeAndFault = line.split("\\s+", 2);
        if (timeAndFault.length < 2) {
            throw new IllegalArgumentException(
                    "'" + line + "' must be a time and a fault, such as 1500ms kill leaders");
        }
        return new Timed(FaultText.readDuration(timeAndFault[0]), Fault.parse(timeAndFault[1]));
    }

    /**
     * Leaves out as many faults as it can, in pieces that become smaller (ddmin, Zeller 1999): in the end no single fault can
     * be left out any more.
     *
     * @param stillFails whether a run with this schedule fails, as one with this whole schedule does
     */
    public FaultSchedule shrink(Predicate<FaultSchedule> stillFails) {
        FaultSchedule kept = this;
        int piece = Math.max(1, faults.size() / 2);
        while (piece >= 1) {
            FaultSchedule fewer = kept.leaveOut(piece, stillFails);
            piece = fewer.equals(kept) ? piece / 2 : Math.min(piece, Math.max(1, fewer.faults.size() / 2));
            kept = fewer;
        }
        return kept;
    }

    /** Goes through once, and leaves out every {@code piece} faults in a row without which it still fails. */
    private FaultSchedule leaveOut(int piece, Predicate<FaultSchedule> stillFails) {
        FaultSchedule kept = this;
        int from = 0;
        while (from < kept.faults.size()) {
            int to = Math.min(from + piece, kept.faults.size());
            List<Timed> fewer = new ArrayList<>(kept.faults);
            fewer.subList(from, to).clear();
            var shorter = new FaultSchedule(fewer);
            if (stillFails.test(shorter)) {
                kept = shorter;
            } else {
                from = to;
            }
        }
        return kept;
    }

    @Override
    public String toString() {
        return faults.stream().map(Timed::toString).collect(Collectors.joining("\n"));
    }
}

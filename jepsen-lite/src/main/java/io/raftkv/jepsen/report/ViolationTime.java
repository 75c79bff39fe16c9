package io.raftkv.jepsen.report;

import io.raftkv.jepsen.checker.Verdict;
import io.raftkv.jepsen.history.Event;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.run.TestResult;
import java.util.Collections;
import java.util.List;

/**
 * Which part of a run to look at to understand a violation.
 *
 * @param from the first moment, in nanoseconds since the run began
 * @param to the last one, which may lie beyond the end of the run
 * @param centers moments in it that matter most
 * @param text says which part it is
 */
record ViolationTime(long from, long to, List<Long> centers, String text) {

    private static final long MARGIN_NANOS = 500_000_000;
    private static final long BEFORE_THE_END_NANOS = 10_000_000_000L;

    static ViolationTime of(List<TestResult.Finding> findings, History history) {
        long end = history.events().stream().mapToLong(Event::timeNanos).max().orElse(0);
        List<TestResult.Finding> violated = findings.stream()
                .filter(finding -> finding.verdict() instanceof Verdict.Invalid)
                .toList();
        if (violated.stream().anyMatch(finding -> finding.check().equals(TestResult.Finding.GUARANTEES_OF_RAFT))) {
            return endOfRun(end);
        }
        // An answer shows that it is wrong when it comes: of the operations that a finding names, the last end counts.
        long seen = violated.stream()
                .map(finding -> (Verdict.Invalid) finding.verdict())
                .filter(invalid -> !invalid.events().isEmpty())
                .findFirst()
                .map(invalid ->
                        history.events().get(Collections.max(invalid.events())).timeNanos())
                .orElse(end);
        return history.events().stream()
                .filter(event -> event.process() == Event.NEMESIS)
                .filter(event -> !event.function().equals("heal"))
                .mapToLong(Event::timeNanos)
                .filter(time -> time <= seen)
                .max()
                .stream()
                .mapToObj(fault -> sinceFault(fault, seen))
                .findFirst()
                .orElseGet(() -> new ViolationTime(
                        Math.max(0, seen - BEFORE_THE_END_NANOS),
                        seen + MARGIN_NANOS,
                        List.of(seen),
                        "Until the violation was seen, at " + Words.duration(seen) + "."));
    }

    private static ViolationTime endOfRun(long end) {
        return new ViolationTime(
                Math.max(0, end - BEFORE_THE_END_NANOS),
                Long.MAX_VALUE,
                List.of(Long.MAX_VALUE),
                "The end of the run, where a guarantee of Raft was broken.");
    }

    private static ViolationTime sinceFault(long fault, long seen) {
        return new ViolationTime(
                Math.max(0, fault - MARGIN_NANOS),
                seen + MARGIN_NANOS,
                List.of(fault, seen),
                "From the last start or end of a fault, at " + Words.duration(fault)
                        + ", until the violation was seen, at " + Words.duration(seen) + ".");
    }

    /** How far from what matters most, in nanoseconds. */
    long distance(long time) {
        return centers.stream()
                .mapToLong(center -> Math.abs(center - time))
                .min()
                .orElse(0);
    }
}

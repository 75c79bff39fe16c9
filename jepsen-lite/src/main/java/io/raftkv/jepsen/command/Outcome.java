package io.raftkv.jepsen.command;

import io.raftkv.jepsen.checker.Verdict;
import io.raftkv.jepsen.history.Event;
import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.run.Examination;
import io.raftkv.jepsen.run.TestResult;
import java.io.PrintWriter;

/** What came of a run, for the terminal and for the exit code. */
record Outcome(TestResult result) {

    String word() {
        return result.conclusion().toString();
    }

    int exitCode() {
        return switch (result.conclusion()) {
            case GOOD -> JepsenLite.GOOD;
            case VIOLATION -> JepsenLite.VIOLATION;
            case UNKNOWN -> JepsenLite.UNKNOWN;
        };
    }

    /** In a line, with how long it took in real time. */
    void printSummary(PrintWriter out, double seconds) {
        out.printf(
                "seed %d: %s; %d ok, %d fail, %d info, %d steps of faults, %.1f s%n",
                result.spec().seed(),
                word(),
                result.count(EventType.OK),
                result.count(EventType.FAIL),
                result.count(EventType.INFO),
                Examination.faultsIn(result.history()),
                seconds);
    }

    /** What is not good, and the faults; of a run that ended before its time, those that came in it. */
    void explain(PrintWriter out) {
        for (var finding : result.findings()) {
            if (!(finding.verdict() instanceof Verdict.Valid)) {
                out.println(finding.verdict().conclusion() + ": " + finding.check() + ": "
                        + finding.verdict().explanation());
            }
        }
        var steps = result.schedule().steps();
        long end = result.history().events().stream()
                .mapToLong(Event::timeNanos)
                .max()
                .orElse(Long.MAX_VALUE);
        var come = steps.stream().filter(step -> step.at().toNanos() <= end).toList();
        out.println(come.isEmpty() ? "faults: none" : "faults:");
        come.forEach(step -> out.println("  " + step));
        if (come.size() < steps.size()) {
            out.println("  and " + (steps.size() - come.size()) + " more that were to come after the run had ended");
        }
    }
}

package io.raftkv.jepsen.report;

import io.raftkv.jepsen.checker.Conclusion;
import io.raftkv.jepsen.checker.Verdict;
import io.raftkv.jepsen.run.TestResult;
import java.util.List;
import java.util.Objects;

/**
 * What one checker says of a run.
 *
 * @param checker name of the checker, such as {@code linearizable}
 * @param conclusion what it says in a word
 * @param headline what it found, in a sentence
 * @param details the explanation, a line or paragraph each; empty when there is nothing to explain
 * @param eventsAtFault places, from 0, of the events in the history that show the violation; empty when no event is to blame
 */
public record Finding(
        String checker, Conclusion conclusion, String headline, List<String> details, List<Integer> eventsAtFault) {

    /** Keeps copies of the lists. */
    public Finding {
        Objects.requireNonNull(checker, "checker");
        Objects.requireNonNull(conclusion, "conclusion");
        Objects.requireNonNull(headline, "headline");
        details = List.copyOf(details);
        eventsAtFault = List.copyOf(eventsAtFault);
    }

    /** What a check of a run says, with its first line as the headline. */
    public static Finding of(TestResult.Finding finding) {
        List<String> lines = finding.verdict().explanation().lines().toList();
        return new Finding(
                finding.check(),
                finding.verdict().conclusion(),
                lines.isEmpty() ? "" : lines.getFirst(),
                lines.stream().skip(1).toList(),
                finding.verdict() instanceof Verdict.Invalid invalid ? invalid.events() : List.of());
    }

    /** One that blames no event. */
    public Finding(String checker, Conclusion conclusion, String headline, List<String> details) {
        this(checker, conclusion, headline, details, List.of());
    }
}

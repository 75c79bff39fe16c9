package io.raftkv.jepsen.report;

import io.raftkv.jepsen.checker.Verdict;
import io.raftkv.jepsen.run.TestResult;
import java.util.List;
import java.util.Objects;

/**
 * What one checker says of a run.
 *
 * @param checker name of the checker, such as {@code linearizable}
 * @param state its verdict
 * @param headline what it found, in a sentence
 * @param details the explanation, a line or paragraph each; empty when there is nothing to explain
 * @param eventsAtFault places, from 0, of the events in the history that show the violation; empty when no event is to blame
 */
public record Finding(String checker, State state, String headline, List<String> details, List<Integer> eventsAtFault) {

    /** A checker's verdict. */
    public enum State {

        /** Everything that was checked holds. */
        VALID,

        /** Something that must hold does not. */
        INVALID,

        /** The checker could not decide, for instance within its time. */
        UNKNOWN
    }

    /** Keeps copies of the lists. */
    public Finding {
        Objects.requireNonNull(checker, "checker");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(headline, "headline");
        details = List.copyOf(details);
        eventsAtFault = List.copyOf(eventsAtFault);
    }

    /** What a check of a run says, with its first line as the headline. */
    public static Finding of(TestResult.Finding finding) {
        var state = switch (finding.verdict()) {
            case Verdict.Valid valid -> State.VALID;
            case Verdict.Invalid invalid -> State.INVALID;
            case Verdict.Unknown unknown -> State.UNKNOWN;
        };
        List<String> lines = finding.verdict().explanation().lines().toList();
        return new Finding(
                finding.check(),
                state,
                lines.isEmpty() ? "" : lines.getFirst(),
                lines.stream().skip(1).toList());
    }

    /** One that blames no event. */
    public Finding(String checker, State state, String headline, List<String> details) {
        this(checker, state, headline, details, List.of());
    }
}

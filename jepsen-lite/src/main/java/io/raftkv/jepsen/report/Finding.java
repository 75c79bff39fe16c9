package io.raftkv.jepsen.report;

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

    /** One that blames no event. */
    public Finding(String checker, State state, String headline, List<String> details) {
        this(checker, state, headline, details, List.of());
    }
}

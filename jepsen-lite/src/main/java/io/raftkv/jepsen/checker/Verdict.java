package io.raftkv.jepsen.checker;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a checker says of a history. None of them is a guess. */
public sealed interface Verdict {

    /** In words and figures, for the report; may have several lines. */
    String explanation();

    /** What it comes to. */
    default Conclusion conclusion() {
        return switch (this) {
            case Valid valid -> Conclusion.GOOD;
            case Invalid invalid -> Conclusion.VIOLATION;
            case Unknown unknown -> Conclusion.UNKNOWN;
        };
    }

    /**
     * The history is as promised.
     *
     * @param explanation what was checked, with figures
     */
    record Valid(String explanation) implements Verdict {}

    /**
     * The history breaks a promise.
     *
     * @param explanation which one, and the operations that show it
     * @param kinds in what ways, when the check knows of several; a run that breaks it in other ways is another story
     * @param events places in the history, from 0, of the operations that show it, as they began and ended; empty when no operation does
     */
    record Invalid(String explanation, Set<String> kinds, List<Integer> events) implements Verdict {

        /** Copies the collections. */
        public Invalid {
            kinds = Collections.unmodifiableSortedSet(new TreeSet<>(kinds));
            events = List.copyOf(events);
        }

        /** One that no operation shows. */
        public Invalid(String explanation) {
            this(explanation, Set.of(), List.of());
        }

        /** Whether some promise is broken in a way in which the other breaks it too, supposed that it is the same promise. */
        public boolean isLike(Invalid other) {
            return kinds.equals(other.kinds) || kinds.stream().anyMatch(other.kinds::contains);
        }
    }

    /**
     * It could not be found out, or there was nothing to check.
     *
     * @param explanation why
     */
    record Unknown(String explanation) implements Verdict {}
}

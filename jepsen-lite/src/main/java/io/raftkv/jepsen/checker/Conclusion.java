package io.raftkv.jepsen.checker;

import java.util.Collection;
import java.util.Locale;

/** What a verdict comes to. Its text is the one word for it, wherever it is told: on the terminal, in files and in reports. */
public enum Conclusion {

    /** Everything that was checked is as promised. */
    GOOD,

    /** A promise is broken. */
    VIOLATION,

    /** It could not be found out. */
    UNKNOWN;

    /** That of several: a violation if one is, good if all are, and unknown otherwise, as when there are none. */
    public static Conclusion ofAll(Collection<Conclusion> conclusions) {
        if (conclusions.contains(VIOLATION)) {
            return VIOLATION;
        }
        return conclusions.isEmpty() || conclusions.contains(UNKNOWN) ? UNKNOWN : GOOD;
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException saying what it must be
     */
    public static Conclusion parse(String text) {
        for (Conclusion conclusion : values()) {
            if (conclusion.toString().equals(text)) {
                return conclusion;
            }
        }
        throw new IllegalArgumentException("must be good, violation or unknown, but is '" + text + "'");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.raftkv.jepsen.report;

import io.raftkv.jepsen.checker.Conclusion;

/** How verdicts look: by their word and a symbol; the colour, by a style that is called as the word is, is on top. */
final class Verdicts {

    private Verdicts() {}

    static String symbol(Conclusion conclusion) {
        return switch (conclusion) {
            case GOOD -> "✔";
            case VIOLATION -> "✘";
            case UNKNOWN -> "?";
        };
    }
}

package io.raftkv.jepsen.report;

/** How verdicts look: in words and by a symbol, the colour is on top. */
final class Verdicts {

    private Verdicts() {}

    static String symbol(Finding.State state) {
        return switch (state) {
            case VALID -> "✔";
            case INVALID -> "✘";
            case UNKNOWN -> "?";
        };
    }

    static String word(Finding.State state) {
        return switch (state) {
            case VALID -> "Valid";
            case INVALID -> "Invalid";
            case UNKNOWN -> "Unknown";
        };
    }

    static String style(Finding.State state) {
        return switch (state) {
            case VALID -> "valid";
            case INVALID -> "invalid";
            case UNKNOWN -> "unknown";
        };
    }
}

package io.raftkv.raft.scenario.transcript;

/** Colours, or none. */
public enum Paint {
    /** Plain text. */
    NONE,
    /** ANSI escape codes. */
    ANSI;

    private static final String BOLD = "1";
    private static final String DIM = "2";
    private static final String RED = "31";
    private static final String GREEN = "32";
    private static final String CYAN = "36";

    String bold(String text) {
        return paint(BOLD, text);
    }

    String dim(String text) {
        return paint(DIM, text);
    }

    String bad(String text) {
        return paint(RED, text);
    }

    String good(String text) {
        return paint(GREEN, text);
    }

    String source(String text) {
        return paint(CYAN, text);
    }

    private String paint(String code, String text) {
        return this == NONE || text.isEmpty() ? text : "\u001B[" + code + "m" + text + "\u001B[0m";
    }
}

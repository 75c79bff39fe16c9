package io.raftkv.jepsen.history;

/**
 * A word of EDN.
 *
 * @param name without its colon
 */
record Keyword(String name) {

    /** Whether a text could be read back if it were written as a keyword. */
    static boolean fits(String name) {
        return !name.isEmpty() && name.chars().allMatch(Edn::isOfWord);
    }
}

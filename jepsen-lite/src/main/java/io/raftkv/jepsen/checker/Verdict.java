package io.raftkv.jepsen.checker;

/** What a checker says of a history. None of them is a guess. */
public sealed interface Verdict {

    /** In words and figures, for the report; may have several lines. */
    String explanation();

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
     */
    record Invalid(String explanation) implements Verdict {}

    /**
     * It could not be found out, or there was nothing to check.
     *
     * @param explanation why
     */
    record Unknown(String explanation) implements Verdict {}
}

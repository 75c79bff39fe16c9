package io.raftkv.raft.scenario;

/**
 * What is told around a {@link Scenario}. Paragraphs are separated by an empty line; they are broken into lines where they are
 * printed.
 *
 * @param name by which it is asked for: lower case, words joined by {@code -}
 * @param title the same in plain words
 * @param source where it is from: P is the Raft paper (extended version), D is Ongaro's dissertation, with the section; {@code
 *     -} when it is in neither
 * @param introduction what there will be to see, and what to predict
 * @param explanation what happened, and why
 */
public record Lesson(String name, String title, String source, String introduction, String explanation) {}

package io.raftkv.raft.scenario.command;

import io.raftkv.raft.scenario.Lesson;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Guesses what somebody meant who mistyped a name. */
final class SimilarNames {

    private static final int MOST = 3;
    private static final int MISTAKES = 3;
    private static final int SHORTEST_PART = 3;

    private SimilarNames() {}

    /** The names of the lessons that are most like {@code mistyped}, at most three. */
    static List<String> to(String mistyped, Collection<Lesson> lessons) {
        return lessons.stream()
                .filter(lesson -> isSimilar(mistyped, lesson))
                .map(Lesson::name)
                .sorted(Comparator.comparingInt(name -> distance(mistyped, name)))
                .limit(MOST)
                .toList();
    }

    private static boolean isSimilar(String mistyped, Lesson lesson) {
        String words = lesson.name() + " " + lesson.title().toLowerCase(Locale.ROOT);
        boolean sharesWord = Arrays.stream(mistyped.split("-", -1))
                .anyMatch(word -> word.length() >= SHORTEST_PART && words.contains(word));
        return sharesWord || distance(mistyped, lesson.name()) <= MISTAKES;
    }

    /** How many characters must be typed, deleted or replaced to make one of the other (Levenshtein). */
    private static int distance(String one, String other) {
        int[] previous = new int[other.length() + 1];
        Arrays.setAll(previous, i -> i);
        for (int i = 1; i <= one.length(); i++) {
            int[] current = new int[other.length() + 1];
            current[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[other.length()];
    }
}

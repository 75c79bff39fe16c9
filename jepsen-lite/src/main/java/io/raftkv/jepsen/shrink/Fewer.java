package io.raftkv.jepsen.shrink;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Leaves out as much of a list as it can, in pieces that become smaller (ddmin, Zeller 1999), and at last in pairs: the start of a fault
 * and its end can often be left out only together.
 */
public final class Fewer {

    /** Of more, the pairs are too many to try. */
    private static final int MAX_PAIRED = 40;

    private Fewer() {}

    /**
     * A part of the list that still suffices, of which no single item can be left out any more, and, unless it is long, no two.
     *
     * @param suffices whether a part does what the whole list does
     */
    public static <T> List<T> of(List<T> all, Predicate<List<T>> suffices) {
        List<T> kept = all;
        int piece = (all.size() + 1) / 2;
        while (piece >= 1) {
            List<T> fewer = leaveOut(kept, piece, suffices);
            piece = fewer.size() == kept.size() ? piece / 2 : Math.min(piece, (fewer.size() + 1) / 2);
            kept = fewer;
        }
        return kept.size() <= MAX_PAIRED ? leaveOutPairs(kept, suffices) : kept;
    }

    private static <T> List<T> leaveOutPairs(List<T> all, Predicate<List<T>> suffices) {
        for (int first = 0; first < all.size(); first++) {
            for (int second = first + 1; second < all.size(); second++) {
                List<T> fewer = new ArrayList<>(all);
                fewer.remove(second);
                fewer.remove(first);
                if (suffices.test(fewer)) {
                    return of(fewer, suffices);
                }
            }
        }
        return all;
    }

    /** Goes through once, and leaves out every {@code piece} items in a row without which it suffices. */
    private static <T> List<T> leaveOut(List<T> all, int piece, Predicate<List<T>> suffices) {
        List<T> kept = all;
        int from = 0;
        while (from < kept.size()) {
            int to = Math.min(from + piece, kept.size());
            List<T> fewer = new ArrayList<>(kept);
            fewer.subList(from, to).clear();
            if (suffices.test(fewer)) {
                kept = fewer;
            } else {
                from = to;
            }
        }
        return kept;
    }
}

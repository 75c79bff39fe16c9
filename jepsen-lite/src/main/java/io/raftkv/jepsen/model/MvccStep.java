package io.raftkv.jepsen.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One operation in a transaction of the {@link MvccModel}. */
sealed interface MvccStep {

    /** Does it to the pairs, adds what it answers, and says whether it wrote. */
    boolean run(Map<String, MvccModel.Pair> pairs, long revision, List<@Nullable Object> results);

    record Put(String key, String value) implements MvccStep {
        @Override
        public boolean run(Map<String, MvccModel.Pair> pairs, long revision, List<@Nullable Object> results) {
            pairs.put(key, new MvccModel.Pair(value, revision));
            results.add(null);
            return true;
        }
    }

    record Get(String key) implements MvccStep {
        @Override
        public boolean run(Map<String, MvccModel.Pair> pairs, long revision, List<@Nullable Object> results) {
            MvccModel.Pair pair = pairs.get(key);
            results.add(pair == null ? null : pair.value());
            return false;
        }
    }

    record Delete(String key) implements MvccStep {
        @Override
        public boolean run(Map<String, MvccModel.Pair> pairs, long revision, List<@Nullable Object> results) {
            boolean existed = pairs.remove(key) != null;
            results.add(existed ? 1L : 0L);
            return existed;
        }
    }

    /** What must be so for the transaction to succeed. */
    record Compare(String key, boolean isOfValue, @Nullable Object expected) {
        boolean holds(MvccModel.Store store) {
            MvccModel.Pair pair = store.pairs().get(key);
            if (isOfValue) {
                return Objects.equals(pair == null ? null : pair.value(), expected);
            }
            return Objects.equals(pair == null ? 0L : pair.modRevision(), expected);
        }
    }

    /** The comparisons of a transaction; none when they are left out. */
    static List<Compare> compares(@Nullable Object list, Arguments arguments) throws UnsuitableEventException {
        var compares = new ArrayList<Compare>();
        for (Object item : listed(list, arguments)) {
            if (item instanceof List<?> parts
                    && parts.size() == 3
                    && parts.getFirst() instanceof String key
                    && ("value".equals(parts.get(1)) || "mod".equals(parts.get(1)))) {
                compares.add(new Compare(key, "value".equals(parts.get(1)), parts.getLast()));
            } else {
                throw arguments.wrongArgument("compares such as [key, \"value\", text]");
            }
        }
        return compares;
    }

    /** The operations of one branch of a transaction; none when they are left out. */
    static List<MvccStep> steps(@Nullable Object list, Arguments arguments) throws UnsuitableEventException {
        var steps = new ArrayList<MvccStep>();
        for (Object item : listed(list, arguments)) {
            steps.add(step(item, arguments));
        }
        return steps;
    }

    private static MvccStep step(@Nullable Object item, Arguments arguments) throws UnsuitableEventException {
        if (item instanceof List<?> parts && parts.size() >= 2 && parts.get(1) instanceof String key) {
            if ("put".equals(parts.getFirst()) && parts.size() == 3 && parts.getLast() instanceof String value) {
                return new Put(key, value);
            }
            if ("get".equals(parts.getFirst()) && parts.size() == 2) {
                return new Get(key);
            }
            if ("delete".equals(parts.getFirst()) && parts.size() == 2) {
                return new Delete(key);
            }
        }
        throw arguments.wrongArgument("operations such as [\"put\", key, text]");
    }

    private static List<?> listed(@Nullable Object list, Arguments arguments) throws UnsuitableEventException {
        return switch (list) {
            case null -> List.of();
            case List<?> items -> items;
            default -> throw arguments.wrongArgument("lists of compares and operations");
        };
    }
}

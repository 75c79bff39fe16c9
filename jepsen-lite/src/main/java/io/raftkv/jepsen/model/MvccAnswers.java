package io.raftkv.jepsen.model;

import io.raftkv.jepsen.history.Event;
import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.Operation;
import io.raftkv.jepsen.model.MvccModel.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the answers of a whole history tell about its revisions: which of them were made by writes that were answered, and what reads found
 * at them, whether then or later. An unknown write can have made none of the former, and no write a revision at which it would not leave
 * what was found there: a wrong choice shows at once, and not only when the search comes to the read. And values that nobody read or compared
 * are as good as one another: with one in the place of all, many unknown writes become alike.
 *
 * <p>An object equals itself only, so that actions that hold it can be compared quickly.
 */
final class MvccAnswers {

    private static final String UNREAD = "(some value that nobody read)";

    static final MvccAnswers NONE = new MvccAnswers();

    private final Set<Long> claimed = new HashSet<>();
    private final Set<Object> mentioned = new HashSet<>();
    private final Map<Long, List<Predicate<SortedMap<String, Pair>>>> found = new HashMap<>();

    private MvccAnswers() {}

    static MvccAnswers of(List<Operation> operations) {
        var answers = new MvccAnswers();
        for (Operation operation : operations) {
            answers.mention(operation);
            Event completion = operation.completion();
            if (completion != null
                    && completion.type() == EventType.OK
                    && completion.value() instanceof Map<?, ?> answer) {
                answers.add(operation.invocation(), answer);
            }
        }
        return answers;
    }

    /** Remembers all values that something depends on. */
    private void mention(Operation operation) {
        Event completion = operation.completion();
        if (completion != null && completion.value() instanceof Map<?, ?> answer) {
            collect(answer.get("value"));
            collect(answer.get("values"));
            collect(answer.get("results"));
        }
        if (operation.invocation().value() instanceof Map<?, ?> asked) {
            collect(asked.get("compare"));
        }
    }

    private void collect(@Nullable Object value) {
        switch (value) {
            case Map<?, ?> map -> map.values().forEach(this::collect);
            case List<?> list -> list.forEach(this::collect);
            case String text -> mentioned.add(text);
            case null, default -> {}
        }
    }

    /** The value itself, or what stands for all those on which nothing depends. */
    String canonical(String value) {
        return this == NONE || mentioned.contains(value) ? value : UNREAD;
    }

    private void add(Event asked, Map<?, ?> answer) {
        switch (asked.function()) {
            case "range-at" -> {
                if (asked.value() instanceof Long revision && answer.get("values") instanceof Map<?, ?> values) {
                    found(revision, pairs -> isSame(pairs, values));
                }
            }
            case "get" -> {
                String key = asked.key();
                if (key != null && answer.get("revision") instanceof Long revision) {
                    found(revision, pairs -> isSame(pairs.get(key), answer));
                }
            }
            case "range" -> {
                if (answer.get("revision") instanceof Long revision
                        && answer.get("values") instanceof Map<?, ?> values
                        && asked.value() instanceof List<?> ends
                        && ends.getFirst() instanceof String from
                        && ends.getLast() instanceof String to
                        && from.compareTo(to) < 0) {
                    found(revision, pairs -> isSame(pairs.subMap(from, to), values));
                }
            }
            default -> {
                if (answer.get("revision") instanceof Long revision && certainlyWrote(asked, answer)) {
                    claimed.add(revision);
                }
            }
        }
    }

    private void found(long revision, Predicate<SortedMap<String, Pair>> there) {
        found.computeIfAbsent(revision, absent -> new ArrayList<>()).add(there);
    }

    private static boolean certainlyWrote(Event asked, Map<?, ?> answer) {
        return switch (asked.function()) {
            case "put" -> true;
            case "delete" -> answer.get("deleted") instanceof Long deleted && deleted > 0;
            case "txn" -> branchHasPut(asked, answer) || hasDeleted(answer);
            default -> false;
        };
    }

    /** Whether the branch that was taken has a put. */
    private static boolean branchHasPut(Event asked, Map<?, ?> answer) {
        return asked.value() instanceof Map<?, ?> transaction
                && answer.get("succeeded") instanceof Boolean succeeded
                && transaction.get(succeeded ? "success" : "failure") instanceof List<?> steps
                && steps.stream().anyMatch(step -> step instanceof List<?> words && "put".equals(words.getFirst()));
    }

    /** Whether a step of a transaction deleted something; texts are what others read. */
    private static boolean hasDeleted(Map<?, ?> answer) {
        return answer.get("results") instanceof List<?> results
                && results.stream().anyMatch(result -> result instanceof Long deleted && deleted > 0);
    }

    /** Whether a write that was not answered can have made this revision. */
    boolean isUnclaimed(long revision) {
        return !claimed.contains(revision);
    }

    /** Whether these are the pairs that reads found at a revision. */
    boolean agree(long revision, SortedMap<String, Pair> pairs) {
        for (var there : found.getOrDefault(revision, List.of())) {
            if (!there.test(pairs)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(Map<String, Pair> pairs, Map<?, ?> values) {
        return pairs.size() == values.size()
                && pairs.entrySet().stream()
                        .allMatch(pair -> pair.getValue().value().equals(values.get(pair.getKey())));
    }

    private static boolean isSame(@Nullable Pair pair, Map<?, ?> answer) {
        boolean isValue =
                !answer.containsKey("value") || Objects.equals(answer.get("value"), pair == null ? null : pair.value());
        return isValue
                && (!answer.containsKey("modRevision")
                        || Objects.equals(answer.get("modRevision"), pair == null ? 0L : pair.modRevision()));
    }
}

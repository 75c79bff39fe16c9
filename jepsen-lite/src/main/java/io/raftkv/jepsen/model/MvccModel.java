package io.raftkv.jepsen.model;

import io.raftkv.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * etcd's store: one revision for all keys, 1 at first, which each write raises by one. What a write or a read answers names the
 * store's revision after it, so that the order of the operations must be that of the revisions.
 *
 * <ul>
 *   <li>{@code put}: key, asked a text; answers <code>{revision}</code>
 *   <li>{@code get}: key; answers <code>{value, revision}</code>, and may answer {@code modRevision}; an absent key has the value nil
 *   <li>{@code delete}: key; answers <code>{deleted, revision}</code>
 *   <li>{@code range}: asked {@code [from, to]}, {@code to} excluded; answers <code>{values: {key: value}, revision}</code>
 *   <li>{@code range-at}: asked a revision; answers <code>{values: {key: value}}</code>, all keys as they were at that revision: it fixes
 *       what the write was that made it
 *   <li>{@code txn}: asked <code>{compare: [...], success: [...], failure: [...]}</code>, where a compare is {@code [key, "value", text]}
 *       (nil for an absent key) or {@code [key, "mod", revision]}, and an operation {@code ["put", key, text]}, {@code ["get", key]} or {@code ["delete",
 *       key]}; answers <code>{succeeded, results, revision}</code>, with nil, the value, or how many were deleted for each operation
 * </ul>
 *
 * All answers may leave out what the client did not see.
 */
public final class MvccModel implements Model<MvccModel.Store> {

    private final MvccAnswers answers;

    /** For any history. */
    public MvccModel() {
        this(MvccAnswers.NONE);
    }

    private MvccModel(MvccAnswers answers) {
        this.answers = answers;
    }

    /** Knows which revisions belong to which writes, so that no unknown one is tried in the place of another. */
    @Override
    public Model<Store> forHistory(List<Operation> operations) {
        return new MvccModel(MvccAnswers.of(operations));
    }

    /**
     * All keys.
     *
     * @param revision of the last write
     * @param pairs those that exist
     */
    public record Store(long revision, Map<String, Pair> pairs) {}

    /**
     * What is stored at a key.
     *
     * @param value text
     * @param modRevision of its last write
     */
    public record Pair(String value, long modRevision) {}

    @Override
    public String name() {
        return "mvcc";
    }

    @Override
    public Store initialState() {
        return new Store(1, Map.of());
    }

    @Override
    public boolean isPartitionedByKey() {
        return false;
    }

    @Override
    public long bytesOf(Store state) {
        return 64 + 128L * state.pairs.size();
    }

    @Override
    public Action<Store> action(Operation operation) throws UnsuitableEventException {
        var arguments = new Arguments(operation);
        Map<?, ?> answer = arguments.answer() == null ? Map.of() : arguments.answeredMap();
        return switch (arguments.function()) {
            case "put" ->
                new Transaction(
                        List.of(),
                        List.of(new MvccStep.Put(key(arguments), answers.canonical(arguments.text()))),
                        List.of(),
                        asTransaction(answer),
                        answers);
            case "delete" ->
                new Transaction(
                        List.of(),
                        List.of(new MvccStep.Delete(key(arguments))),
                        List.of(),
                        asTransaction(answer),
                        answers);
            case "get" -> get(key(arguments), answer);
            case "range" -> range(arguments, answer);
            case "range-at" -> new Look(store -> true);
            case "txn" -> {
                Map<?, ?> asked = arguments.map();
                yield new Transaction(
                        MvccStep.compares(asked.get("compare"), arguments),
                        canonical(MvccStep.steps(asked.get("success"), arguments)),
                        canonical(MvccStep.steps(asked.get("failure"), arguments)),
                        answer,
                        answers);
            }
            default -> throw arguments.wrongFunction("put, get, delete, range, range-at, txn");
        };
    }

    private List<MvccStep> canonical(List<MvccStep> steps) {
        return steps.stream()
                .map(step -> step instanceof MvccStep.Put put
                        ? new MvccStep.Put(put.key(), answers.canonical(put.value()))
                        : step)
                .toList();
    }

    private static String key(Arguments arguments) throws UnsuitableEventException {
        String key = arguments.operation().invocation().key();
        if (key == null) {
            throw new UnsuitableEventException(
                    arguments.operation().invokedAt(),
                    "expected a key for " + arguments.function() + ", but found none");
        }
        return key;
    }

    /** The answer of a single step, as a transaction would give it. */
    private static Map<?, ?> asTransaction(Map<?, ?> answer) {
        var fields = new TreeMap<String, @Nullable Object>();
        if (answer.containsKey("revision")) {
            fields.put("revision", answer.get("revision"));
        }
        if (answer.containsKey("deleted")) {
            var results = new ArrayList<@Nullable Object>();
            results.add(answer.get("deleted"));
            fields.put("results", results);
        }
        return fields;
    }

    private static Action<Store> get(String key, Map<?, ?> answer) {
        return new Look(store -> {
            Pair pair = store.pairs.get(key);
            return agrees(answer, "value", pair == null ? null : pair.value)
                    && agrees(answer, "modRevision", pair == null ? 0L : pair.modRevision)
                    && agrees(answer, "revision", store.revision);
        });
    }

    private static Action<Store> range(Arguments arguments, Map<?, ?> answer) throws UnsuitableEventException {
        List<?> ends = arguments.list(2);
        if (!(ends.getFirst() instanceof String from) || !(ends.getLast() instanceof String to)) {
            throw arguments.wrongArgument("[from, to]");
        }
        return new Look(store -> {
            var values = new TreeMap<String, Object>();
            store.pairs.forEach((key, pair) -> {
                if (key.compareTo(from) >= 0 && key.compareTo(to) < 0) {
                    values.put(key, pair.value);
                }
            });
            return agrees(answer, "values", values) && agrees(answer, "revision", store.revision);
        });
    }

    /** Whether a field of an answer, if it is there, has that value. */
    private static boolean agrees(Map<?, ?> answer, String field, @Nullable Object value) {
        return !answer.containsKey(field) || Objects.equals(answer.get(field), value);
    }

    private record Look(Predicate<Store> answer) implements Action<Store> {
        @Override
        public @Nullable Store apply(Store state) {
            return answer.test(state) ? state : null;
        }

        @Override
        public boolean isReadOnly() {
            return true;
        }
    }

    private record Transaction(
            List<MvccStep.Compare> compares,
            List<MvccStep> success,
            List<MvccStep> failure,
            Map<?, ?> answer,
            MvccAnswers answers)
            implements Action<Store> {
        @Override
        public @Nullable Store apply(Store state) {
            boolean succeeded = compares.stream().allMatch(compare -> compare.holds(state));
            var pairs = new TreeMap<>(state.pairs);
            var results = new ArrayList<@Nullable Object>();
            boolean wrote = false;
            for (MvccStep step : succeeded ? success : failure) {
                wrote |= step.run(pairs, state.revision + 1, results);
            }
            long revision = wrote ? state.revision + 1 : state.revision;
            boolean isRight = agrees(answer, "succeeded", succeeded)
                    && agrees(answer, "results", results)
                    && agrees(answer, "revision", revision);
            boolean isPossible = !wrote || canMake(revision, pairs);
            return isRight && isPossible ? new Store(revision, pairs) : null;
        }

        private boolean canMake(long revision, SortedMap<String, Pair> pairs) {
            boolean isMine = !answer.isEmpty() || answers.isUnclaimed(revision);
            return isMine && answers.agree(revision, pairs);
        }
    }
}

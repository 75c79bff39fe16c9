package io.raftkv.jepsen.model;

import io.raftkv.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A queue for each key, first in, first out: {@code enqueue}, and {@code dequeue}, which answers nil when the queue is empty. */
public final class QueueModel implements Model<List<Object>> {

    @Override
    public String name() {
        return "queue";
    }

    @Override
    public List<Object> initialState() {
        return List.of();
    }

    @Override
    public Action<List<Object>> action(Operation operation) throws UnsuitableEventException {
        var arguments = new Arguments(operation);
        return switch (arguments.function()) {
            case "enqueue" -> new Enqueue(arguments.argument());
            case "dequeue" -> arguments.isAnswered() ? new Dequeue(arguments.answer()) : new DequeueUnseen();
            default -> throw arguments.wrongFunction("enqueue, dequeue");
        };
    }

    @Override
    public long bytesOf(List<Object> state) {
        return 64 + 8L * state.size();
    }

    private static List<Object> rest(List<Object> state) {
        return List.copyOf(state.subList(1, state.size()));
    }

    private record Enqueue(Object value) implements Action<List<Object>> {
        @Override
        public List<Object> apply(List<Object> state) {
            var longer = new ArrayList<>(state);
            longer.add(value);
            return List.copyOf(longer);
        }
    }

    private record Dequeue(@Nullable Object answer) implements Action<List<Object>> {
        @Override
        public @Nullable List<Object> apply(List<Object> state) {
            if (state.isEmpty()) {
                return answer == null ? state : null;
            }
            return state.getFirst().equals(answer) ? rest(state) : null;
        }

        @Override
        public boolean isReadOnly() {
            return answer == null;
        }
    }

    /** Nobody saw what it took. */
    private record DequeueUnseen() implements Action<List<Object>> {
        @Override
        public List<Object> apply(List<Object> state) {
            return state.isEmpty() ? state : rest(state);
        }
    }
}

package io.raftkv.jepsen.model;

import io.raftkv.jepsen.history.Operation;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A set for each key: {@code add} and {@code remove} of an element, {@code read} of all as a list in any order. */
public final class SetModel implements Model<Set<Object>> {

    @Override
    public String name() {
        return "set";
    }

    @Override
    public Set<Object> initialState() {
        return Set.of();
    }

    @Override
    public Action<Set<Object>> action(Operation operation) throws UnsuitableEventException {
        var arguments = new Arguments(operation);
        return switch (arguments.function()) {
            case "add" -> new Add(arguments.argument());
            case "remove" -> new Remove(arguments.argument());
            case "read" -> new Read(arguments.isAnswered() ? new HashSet<>(arguments.answeredList()) : Set.of());
            default -> throw arguments.wrongFunction("add, remove, read");
        };
    }

    @Override
    public long bytesOf(Set<Object> state) {
        return 64 + 16L * state.size();
    }

    private record Add(Object element) implements Action<Set<Object>> {
        @Override
        public Set<Object> apply(Set<Object> state) {
            if (state.contains(element)) {
                return state;
            }
            var larger = new HashSet<>(state);
            larger.add(element);
            return larger;
        }
    }

    private record Remove(Object element) implements Action<Set<Object>> {
        @Override
        public Set<Object> apply(Set<Object> state) {
            if (!state.contains(element)) {
                return state;
            }
            var smaller = new HashSet<>(state);
            smaller.remove(element);
            return smaller;
        }
    }

    private record Read(Set<?> answer) implements Action<Set<Object>> {
        @Override
        public @Nullable Set<Object> apply(Set<Object> state) {
            return state.equals(answer) ? state : null;
        }

        @Override
        public boolean isReadOnly() {
            return true;
        }
    }
}

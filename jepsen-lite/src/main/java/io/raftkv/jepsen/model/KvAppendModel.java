package io.raftkv.jepsen.model;

import io.raftkv.jepsen.history.Operation;
import org.jspecify.annotations.Nullable;

/** A text for each key, empty at first: {@code get}, {@code put} and {@code append}. */
public final class KvAppendModel implements Model<String> {

    @Override
    public String name() {
        return "kv-append";
    }

    @Override
    public String initialState() {
        return "";
    }

    @Override
    public Action<String> action(Operation operation) throws UnsuitableEventException {
        var arguments = new Arguments(operation);
        return switch (arguments.function()) {
            case "get" -> new Get(answered(arguments));
            case "put" -> new Put(arguments.text());
            case "append" -> new Append(arguments.text());
            default -> throw arguments.wrongFunction("get, put, append");
        };
    }

    @Override
    public long bytesOf(String state) {
        return 64 + 2L * state.length();
    }

    private static String answered(Arguments arguments) throws UnsuitableEventException {
        return switch (arguments.answer()) {
            case null -> "";
            case String text -> text;
            default -> throw arguments.wrongAnswer("a text");
        };
    }

    private record Get(String answer) implements Action<String> {
        @Override
        public @Nullable String apply(String state) {
            return state.equals(answer) ? state : null;
        }

        @Override
        public boolean isReadOnly() {
            return true;
        }
    }

    private record Put(String value) implements Action<String> {
        @Override
        public String apply(String state) {
            return value;
        }
    }

    private record Append(String value) implements Action<String> {
        @Override
        public String apply(String state) {
            return state + value;
        }
    }
}

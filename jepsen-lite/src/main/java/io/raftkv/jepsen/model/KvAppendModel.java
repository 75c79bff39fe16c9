package io.raftkv.jepsen.model;

import io.raftkv.jepsen.history.Event;
import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A text for each key, empty at first: {@code get}, {@code put} and {@code append}. */
public final class KvAppendModel implements Model<String> {

    /** What the text must become; null when nothing is known. */
    private final @Nullable String longestAnswer;

    /** A model that knows no history. */
    public KvAppendModel() {
        this(null);
    }

    private KvAppendModel(@Nullable String longestAnswer) {
        this.longestAnswer = longestAnswer;
    }

    /** Without {@code put} a text only grows, so at any time it is a beginning of the longest that was read, or the other way round. */
    @Override
    public Model<String> forHistory(List<Operation> operations) {
        String longest = "";
        for (Operation operation : operations) {
            Event completion = operation.completion();
            if (operation.invocation().function().equals("put") && operation.outcome() != EventType.FAIL) {
                return this;
            }
            if (operation.invocation().function().equals("get")
                    && operation.outcome() == EventType.OK
                    && completion != null
                    && completion.value() instanceof String answer
                    && answer.length() > longest.length()) {
                longest = answer;
            }
        }
        return new KvAppendModel(longest);
    }

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
            case "append" ->
                longestAnswer == null
                        ? new Append(arguments.text())
                        : new AppendTowards(longestAnswer, arguments.text());
            default -> throw arguments.wrongFunction("get, put, append");
        };
    }

    @Override
    public long bytesOf(String state) {
        return 64L + state.length();
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

    /** What is longer than all answers no longer matters: it is all one state, which no read can see. */
    private record AppendTowards(String longestAnswer, String value) implements Action<String> {
        @Override
        public @Nullable String apply(String state) {
            int missing = longestAnswer.length() - state.length();
            if (value.length() <= missing) {
                return longestAnswer.startsWith(value, state.length()) ? state + value : null;
            }
            boolean isBeginning = missing <= 0 || value.startsWith(longestAnswer.substring(state.length()));
            return isBeginning ? longestAnswer + "..." : null;
        }
    }
}

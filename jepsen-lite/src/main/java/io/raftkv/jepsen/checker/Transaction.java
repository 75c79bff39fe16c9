package io.raftkv.jepsen.checker;

import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.Operation;
import io.raftkv.jepsen.model.Arguments;
import io.raftkv.jepsen.model.UnsuitableEventException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A transaction of the {@code append} workload. */
record Transaction(Operation operation, List<Step> steps) {

    /** A part of it, done to a key. */
    sealed interface Step {
        String key();
    }

    record Append(String key, Object value) implements Step {}

    /** Just those that answered. */
    record Read(String key, List<?> values) implements Step {}

    static Transaction of(Operation operation) throws UnsuitableEventException {
        var arguments = new Arguments(operation);
        if (!arguments.function().equals("txn")) {
            throw arguments.wrongFunction("txn");
        }
        boolean isAnswered = arguments.isAnswered();
        if (!((isAnswered ? arguments.answer() : arguments.asked()) instanceof List<?> items)) {
            throw isAnswered ? arguments.wrongAnswer("a list of steps") : arguments.wrongArgument("a list of steps");
        }
        var steps = new ArrayList<Step>();
        for (Object item : items) {
            Step step = step(item, isAnswered);
            if (step != null) {
                steps.add(step);
            } else if (isAnswered || !isRead(item)) {
                String expected = "steps such as [\"append\", key, value] and [\"r\", key, [values]]";
                throw isAnswered ? arguments.wrongAnswer(expected) : arguments.wrongArgument(expected);
            }
        }
        return new Transaction(operation, steps);
    }

    boolean isFailed() {
        return operation.outcome() == EventType.FAIL;
    }

    boolean isCommitted() {
        return operation.outcome() == EventType.OK;
    }

    /** The values that it appends to a key, in order. */
    List<Object> appendsTo(String key) {
        var values = new ArrayList<Object>();
        for (Step step : steps) {
            if (step instanceof Append append && append.key.equals(key)) {
                values.add(append.value);
            }
        }
        return values;
    }

    private static @Nullable Step step(@Nullable Object item, boolean isAnswered) {
        if (!(item instanceof List<?> parts) || parts.size() != 3 || parts.get(1) == null) {
            return null;
        }
        String key = String.valueOf(parts.get(1));
        Object last = parts.getLast();
        if ("append".equals(parts.getFirst()) && last != null) {
            return new Append(key, last);
        }
        if (isRead(item) && isAnswered) {
            return last == null
                    ? new Read(key, List.of())
                    : last instanceof List<?> values ? new Read(key, values) : null;
        }
        return null;
    }

    private static boolean isRead(@Nullable Object item) {
        return item instanceof List<?> parts && parts.size() == 3 && "r".equals(parts.getFirst());
    }
}

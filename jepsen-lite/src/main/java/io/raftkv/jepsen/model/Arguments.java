package io.raftkv.jepsen.model;

import io.raftkv.jepsen.history.Event;
import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.Operation;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an operation was asked and what it answered, as the types that a workload expects.
 *
 * @param operation that took effect, or perhaps did
 */
public record Arguments(Operation operation) {

    /** What is done. */
    public String function() {
        return operation.invocation().function();
    }

    /** What was asked; may be null. */
    public @Nullable Object asked() {
        return operation.invocation().value();
    }

    /** Whether it is known what came back. */
    public boolean isAnswered() {
        return operation.outcome() == EventType.OK;
    }

    /** What came back, null also if that is not known. */
    public @Nullable Object answer() {
        Event completion = operation.completion();
        return completion == null || !isAnswered() ? null : completion.value();
    }

    /** What was asked, which must not be null. */
    public Object argument() throws UnsuitableEventException {
        Object asked = asked();
        if (asked == null) {
            throw wrongArgument("a value");
        }
        return asked;
    }

    /** What was asked, a text. */
    public String text() throws UnsuitableEventException {
        if (asked() instanceof String text) {
            return text;
        }
        throw wrongArgument("a text");
    }

    /** What was asked, a list of a certain length. */
    public List<?> list(int size) throws UnsuitableEventException {
        if (asked() instanceof List<?> list && list.size() == size) {
            return list;
        }
        throw wrongArgument("a list of " + size);
    }

    /** What was asked, a map. */
    public Map<?, ?> map() throws UnsuitableEventException {
        if (asked() instanceof Map<?, ?> map) {
            return map;
        }
        throw wrongArgument("a map");
    }

    /** What came back, a list. */
    public List<?> answeredList() throws UnsuitableEventException {
        if (answer() instanceof List<?> list) {
            return list;
        }
        throw wrongAnswer("a list");
    }

    /** What came back, a map. */
    public Map<?, ?> answeredMap() throws UnsuitableEventException {
        if (answer() instanceof Map<?, ?> map) {
            return map;
        }
        throw wrongAnswer("a map");
    }

    /** That the function is none of these. */
    public UnsuitableEventException wrongFunction(String known) {
        return new UnsuitableEventException(
                operation.invokedAt(), "expected one of the functions " + known + ", but found " + function());
    }

    /** That something else should have been asked. */
    public UnsuitableEventException wrongArgument(String expected) {
        return new UnsuitableEventException(
                operation.invokedAt(), "expected " + expected + " for " + function() + ", but found " + asked());
    }

    /** That something else should have come back. */
    public UnsuitableEventException wrongAnswer(String expected) {
        return new UnsuitableEventException(
                isAnswered() ? operation.completedAt() : operation.invokedAt(),
                "expected " + expected + " as answer to " + function() + ", but found "
                        + Objects.requireNonNullElse(answer(), "nil"));
    }
}

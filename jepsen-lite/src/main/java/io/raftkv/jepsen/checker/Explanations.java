package io.raftkv.jepsen.checker;

import io.raftkv.jepsen.history.Event;
import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.Operation;
import java.util.Collection;
import java.util.List;
import java.util.stream.LongStream;

/** Says in words what was found. */
final class Explanations {
    private static final int LONGEST = 200;

    private Explanations() {}

    static String of(Linearizability.NotLinearizable violation) {
        var text = new StringBuilder("not linearizable: the first ")
                .append(violation.failingPrefix())
                .append(" events have no order\n  cannot be: ")
                .append(of(violation.blocked()));
        for (Operation operation : violation.concurrent()) {
            text.append("\n  concurrent: ").append(of(operation));
        }
        for (String state : violation.possibleStates()) {
            text.append("\n  possible state: ").append(cut(state));
        }
        return text.toString();
    }

    /** Who did what, and what came back. */
    static String of(Operation operation) {
        Event invocation = operation.invocation();
        var text = new StringBuilder("process ")
                .append(invocation.process())
                .append(": ")
                .append(invocation.function());
        if (invocation.key() != null) {
            text.append(" of key ").append(invocation.key());
        }
        if (invocation.value() != null) {
            text.append(' ').append(cut(invocation.value().toString()));
        }
        Event completion = operation.completion();
        text.append(" (event ").append(operation.invokedAt()).append(") -> ");
        if (completion == null) {
            return text.append("never ended").toString();
        }
        text.append(completion.type().text());
        if (completion.type() == EventType.OK) {
            text.append(' ').append(cut(String.valueOf(completion.value())));
            text.append(" (event ").append(operation.completedAt()).append(')');
        }
        return text.toString();
    }

    /** Where in the history they began, and where they ended as far as somebody knows. */
    static List<Integer> events(Collection<Operation> operations) {
        return operations.stream()
                .flatMapToLong(operation -> operation.completedAt() == Long.MAX_VALUE
                        ? LongStream.of(operation.invokedAt())
                        : LongStream.of(operation.invokedAt(), operation.completedAt()))
                .sorted()
                .distinct()
                .mapToObj(Math::toIntExact)
                .toList();
    }

    /** The beginning of a long text, and its end, where it mostly differs. */
    static String cut(String text) {
        return text.length() <= LONGEST
                ? text
                : text.substring(0, LONGEST / 2) + " ... " + text.substring(text.length() - LONGEST / 2);
    }
}

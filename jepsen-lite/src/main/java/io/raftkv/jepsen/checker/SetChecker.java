package io.raftkv.jepsen.checker;

import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.history.Operation;
import io.raftkv.jepsen.model.Arguments;
import io.raftkv.jepsen.model.UnsuitableEventException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Whether every read holds all elements whose addition was acknowledged before, and none that was never added or failed to be. */
public final class SetChecker implements Checker {
    private static final int MOST_TOLD = 10;

    @Override
    public String name() {
        return "set";
    }

    @Override
    public Verdict check(History history) throws UnsuitableEventException {
        Map<Object, Operation> additions = new HashMap<>();
        var reads = new ArrayList<Operation>();
        for (Operation operation : history.operations()) {
            var arguments = new Arguments(operation);
            switch (arguments.function()) {
                case "add" -> {
                    if (additions.put(arguments.argument(), operation) != null) {
                        throw arguments.wrongArgument("an element that was not added before");
                    }
                }
                case "read" -> {
                    if (arguments.isAnswered()) {
                        reads.add(operation);
                    }
                }
                default -> throw arguments.wrongFunction("add, read");
            }
        }
        long acknowledged = additions.values().stream()
                .filter(addition -> addition.outcome() == EventType.OK)
                .count();
        if (reads.isEmpty() || acknowledged == 0) {
            return new Verdict.Unknown(
                    reads.isEmpty()
                            ? "no read was answered"
                            : "none of " + additions.size() + " additions was acknowledged");
        }
        for (Operation read : reads) {
            Verdict verdict = check(read, additions);
            if (verdict instanceof Verdict.Invalid) {
                return verdict;
            }
        }
        return new Verdict.Valid(acknowledged + " of " + additions.size() + " additions were acknowledged; "
                + reads.size() + " reads lost none of them");
    }

    private static Verdict check(Operation read, Map<Object, Operation> additions) throws UnsuitableEventException {
        List<?> elements = new Arguments(read).answeredList();
        var present = new HashSet<Object>(elements);
        var lost = new ArrayList<Object>();
        var shown = new ArrayList<Operation>();
        shown.add(read);
        additions.forEach((element, addition) -> {
            boolean isAcknowledged = addition.outcome() == EventType.OK && addition.completedAt() < read.invokedAt();
            if (isAcknowledged && !present.contains(element)) {
                lost.add(element);
            }
        });
        lost.stream().limit(MOST_TOLD).map(additions::get).forEach(shown::add);
        var unexpected = new ArrayList<Object>();
        for (Object element : present) {
            Operation addition = additions.get(element);
            if (addition == null || addition.outcome() == EventType.FAIL || addition.invokedAt() > read.completedAt()) {
                unexpected.add(element);
            }
        }
        unexpected.stream()
                .limit(MOST_TOLD)
                .map(additions::get)
                .filter(Objects::nonNull)
                .forEach(shown::add);
        if (lost.isEmpty() && unexpected.isEmpty() && present.size() == elements.size()) {
            return new Verdict.Valid("");
        }
        var found = new TreeMap<String, String>();
        if (!lost.isEmpty()) {
            found.put("lost", "lost " + told(lost));
        }
        if (!unexpected.isEmpty()) {
            found.put("never added", "never added, or failed to be " + told(unexpected));
        }
        if (present.size() < elements.size()) {
            found.put("twice", "twice: " + (elements.size() - present.size()));
        }
        return new Verdict.Invalid(
                String.join("\n  ", found.values()) + "\n  " + Explanations.of(read),
                found.keySet(),
                Explanations.events(shown));
    }

    private static String told(List<Object> elements) {
        List<Object> first = elements.subList(0, Math.min(MOST_TOLD, elements.size()));
        return elements.size() + (elements.isEmpty() ? "" : ": " + first + (elements.size() > MOST_TOLD ? " ..." : ""));
    }
}

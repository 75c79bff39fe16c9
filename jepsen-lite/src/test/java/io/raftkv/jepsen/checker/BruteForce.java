package io.raftkv.jepsen.checker;

import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.history.Operation;
import io.raftkv.jepsen.model.Model;
import io.raftkv.jepsen.model.UnsuitableEventException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** Tries all orders, as the definition of linearizability says, and nothing else. */
final class BruteForce {

    private BruteForce() {}

    /** By the definition: every operation once, the unknown ones perhaps, each after those that completed before it began. */
    static boolean isLinearizable(Model<?> model, History history) throws UnsuitableEventException {
        var byKey = new HashMap<String, List<Operation>>();
        for (Operation operation : history.operations()) {
            if (operation.outcome() != EventType.FAIL) {
                String key = model.isPartitionedByKey()
                        ? String.valueOf(operation.invocation().key())
                        : "";
                byKey.computeIfAbsent(key, absent -> new ArrayList<>()).add(operation);
            }
        }
        for (List<Operation> operations : byKey.values()) {
            if (!hasOrder(model, operations)) {
                return false;
            }
        }
        return true;
    }

    /** The shortest prefix that has no order; 0 when the history has one. */
    static long failingPrefix(Model<?> model, History history) throws UnsuitableEventException {
        for (int events = 1; events <= history.events().size(); events++) {
            if (!isLinearizable(model, new History(history.events().subList(0, events)))) {
                return events;
            }
        }
        return 0;
    }

    private static <S> boolean hasOrder(Model<S> model, List<Operation> operations) throws UnsuitableEventException {
        return hasOrder(model, model.initialState(), operations);
    }

    private static <S> boolean hasOrder(Model<S> model, S state, List<Operation> left) throws UnsuitableEventException {
        if (left.stream().allMatch(operation -> operation.outcome() == EventType.INFO)) {
            return true;
        }
        for (Operation next : left) {
            boolean mayBeNext = left.stream().allMatch(other -> other.completedAt() > next.invokedAt());
            S after = mayBeNext ? model.action(next).apply(state) : null;
            if (after != null) {
                var rest = new ArrayList<>(left);
                rest.remove(next);
                if (hasOrder(model, after, rest)) {
                    return true;
                }
            }
        }
        return false;
    }
}

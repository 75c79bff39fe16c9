package io.raftkv.server.process.history;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** Everything that clients did, as they report it. Safe for use by many threads. */
public final class History {

    private final long origin = System.nanoTime();
    private final ConcurrentLinkedQueue<Operation> operations = new ConcurrentLinkedQueue<>();

    /** Takes in an operation that has ended. */
    public void add(Operation operation) {
        operations.add(operation);
    }

    /** All operations up to now. */
    public List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** The operations on one key up to now. */
    public List<Operation> operationsOn(String key) {
        return operations.stream()
                .filter(operation -> operation.key().equals(key))
                .toList();
    }

    /**
     * The operations on one key that matter around one of them: the last ones that returned before its return, and
     * every one whose outcome is unknown.
     */
    public String around(Operation operation, int howMany) {
        var before = operationsOn(operation.key()).stream()
                .filter(other -> !other.isUnknown() && other.returnedAt() <= operation.returnedAt())
                .sorted((a, b) -> Long.compare(b.returnedAt(), a.returnedAt()))
                .limit(howMany)
                .toList();
        var unknown = operationsOn(operation.key()).stream()
                .filter(Operation::isUnknown)
                .toList();
        return "with unknown outcome:\n" + lines(unknown) + "\nby their returns:\n" + lines(before.reversed());
    }

    private String lines(List<Operation> some) {
        return some.stream().map(operation -> "  " + operation.describe(origin)).collect(Collectors.joining("\n"));
    }
}

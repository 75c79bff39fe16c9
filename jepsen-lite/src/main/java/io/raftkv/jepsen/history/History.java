package io.raftkv.jepsen.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The events of a run, in the order in which they happened. A process that has an operation under way begins no other; one whose
 * operation ended as unknown may go on under the same number.
 *
 * @param events oldest first
 */
public record History(List<Event> events) {

    /** Keeps a copy of the list. */
    public History {
        events = List.copyOf(events);
    }

    /**
     * What the clients did, in the order of invocation; what the nemesis did is left out.
     *
     * @throws IllegalArgumentException when a completion has no invocation, or a process begins an operation within another
     */
    public List<Operation> operations() {
        var operations = new ArrayList<Operation>();
        Map<Integer, Integer> underWay = new HashMap<>();
        for (int at = 0; at < events.size(); at++) {
            Event event = events.get(at);
            if (event.isNemesis()) {
                continue;
            }
            if (event.type() == EventType.INVOKE) {
                if (underWay.put(event.process(), operations.size()) != null) {
                    throw new IllegalArgumentException("event " + at + ": process " + event.process()
                            + " begins an operation while its last one has not ended");
                }
                operations.add(new Operation(event, at, null, Long.MAX_VALUE));
            } else {
                Integer begun = underWay.remove(event.process());
                if (begun == null) {
                    throw new IllegalArgumentException("event " + at + ": process " + event.process() + " has "
                            + event.type().text() + " without an invocation before");
                }
                Operation operation = operations.get(begun);
                long completedAt = event.type() == EventType.INFO ? Long.MAX_VALUE : at;
                operations.set(begun, new Operation(operation.invocation(), operation.invokedAt(), event, completedAt));
            }
        }
        return operations;
    }
}

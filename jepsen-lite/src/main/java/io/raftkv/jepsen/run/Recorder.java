package io.raftkv.jepsen.run;

import io.raftkv.jepsen.history.Event;
import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.nemesis.Step;
import io.raftkv.jepsen.workload.Attempt.Answer;
import io.raftkv.jepsen.workload.Invocation;
import io.raftkv.jepsen.workload.NotDoneException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Writes down what happens, in the order in which it does. Any thread may call it. */
public final class Recorder {

    private final LongSupplier clock;
    private final List<Event> events = new ArrayList<>();

    /**
     * Begins a history.
     *
     * @param clock nanoseconds since the run began
     */
    public Recorder(LongSupplier clock) {
        this.clock = clock;
    }

    /** A client begins an operation. */
    public void invoked(int process, Invocation operation) {
        add(process, EventType.INVOKE, operation, operation.value(), null);
    }

    /** It ended, one way or the other: with an answer or a failure, of which the other one is null. Tells how. */
    public EventType completed(
            int process, Invocation operation, @Nullable Answer answer, @Nullable Throwable failure) {
        if (answer != null) {
            add(process, EventType.OK, operation, answer.value(), null);
            return EventType.OK;
        }
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        var type = cause instanceof NotDoneException ? EventType.FAIL : EventType.INFO;
        add(
                process,
                type,
                operation,
                operation.value(),
                cause == null ? "unknown" : String.valueOf(cause.getMessage()));
        return type;
    }

    /** Nobody waits for the answer any longer. */
    public void timedOut(int process, Invocation operation) {
        add(process, EventType.INFO, operation, operation.value(), "timed out");
    }

    /** A fault starts or ends. */
    public void fault(Step step) {
        Map<String, String> value =
                Map.of("phase", step.phase().toString(), "fault", step.fault().text());
        add(new Event(clock.getAsLong(), Event.NEMESIS, EventType.INFO, step.nemesis(), null, value, null));
    }

    /** All faults are put right. */
    public void healed() {
        add(new Event(clock.getAsLong(), Event.NEMESIS, EventType.INFO, "heal", null, Map.of("phase", "end"), null));
    }

    private void add(
            int process, EventType type, Invocation operation, @Nullable Object value, @Nullable String error) {
        add(new Event(clock.getAsLong(), process, type, operation.function(), operation.key(), value, error));
    }

    private synchronized void add(Event event) {
        events.add(event);
    }

    /** What was written down until now. */
    public synchronized History history() {
        return new History(events);
    }
}

package io.raftkv.jepsen.report;

import io.raftkv.jepsen.history.Event;
import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A history, made ready to be drawn. Times are nanoseconds since the run began; or, in a history that does not tell them, places in
 * the history.
 *
 * @param calls what clients did, in the order of invocation
 * @param faults in the order of their starts
 * @param end time of the last event
 * @param timing whether times are known
 * @param flaw why the history cannot be read as operations; empty when it can
 */
record Run(List<Call> calls, List<Fault> faults, long end, Timing timing, String flaw) {

    enum Timing {
        NANOSECONDS,
        ORDER_ONLY
    }

    static Run of(History history) {
        List<Event> events = history.events();
        var timing = events.stream().anyMatch(event -> event.timeNanos() < 0) ? Timing.ORDER_ONLY : Timing.NANOSECONDS;
        long[] times = new long[events.size()];
        long end = 0;
        for (int at = 0; at < times.length; at++) {
            times[at] = timing == Timing.ORDER_ONLY ? at : events.get(at).timeNanos();
            end = Math.max(end, times[at]);
        }
        List<Fault> faults = FaultNotes.faults(events, times, end);
        try {
            return new Run(calls(history, times, end), faults, end, timing, "");
        } catch (IllegalArgumentException notPaired) {
            // A report on a broken history says so; it is needed then more than ever.
            return new Run(List.of(), faults, end, timing, String.valueOf(notPaired.getMessage()));
        }
    }

    /** Those with that outcome; one that never ended is {@code info}, as in every count of a report. */
    List<Call> callsThatAre(EventType outcome) {
        return calls.stream().filter(call -> call.outcome() == outcome).toList();
    }

    boolean isTimed() {
        return timing == Timing.NANOSECONDS;
    }

    /** A moment with all the digits that tell it from others close to it. */
    String momentText(long time) {
        return isTimed() ? String.format(Locale.ROOT, "%.6f s", time / 1e9) : timeText(time);
    }

    /** A moment, as short as it goes. */
    String timeText(long time) {
        return isTimed() ? Words.duration(time) : "event " + time;
    }

    private static List<Call> calls(History history, long[] times, long end) {
        int[] completionOf = completions(history.events());
        var calls = new ArrayList<Call>();
        for (Operation operation : history.operations()) {
            int begunAt = (int) operation.invokedAt();
            int endedAt = completionOf[begunAt];
            calls.add(new Call(
                    operation, begunAt, endedAt, times[begunAt], endedAt < times.length ? times[endedAt] : end));
        }
        return List.copyOf(calls);
    }

    /** For the place of each invocation that of its completion, or the number of events. */
    private static int[] completions(List<Event> events) {
        int[] completionOf = new int[events.size()];
        Map<Integer, Integer> underWay = new HashMap<>();
        for (int at = 0; at < completionOf.length; at++) {
            completionOf[at] = completionOf.length;
            Event event = events.get(at);
            if (event.type() == EventType.INVOKE) {
                underWay.put(event.process(), at);
            } else {
                Integer begunAt = underWay.remove(event.process());
                if (begunAt != null) {
                    completionOf[begunAt] = at;
                }
            }
        }
        return completionOf;
    }
}

package io.raftkv.jepsen.report;

import io.raftkv.jepsen.history.EventType;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A part of a run during which the same faults were in force, and how available the store was. An operation belongs to the phase in
 * which it began, whenever it ended: that is when its client found the store available or not.
 *
 * @param from nanoseconds since the run began
 * @param to nanoseconds since the run began
 * @param faults what was in force, empty when nothing was
 * @param operations how many began
 * @param ok how many of these succeeded
 * @param longestGapNanos the longest time within the phase in which nothing succeeded
 */
record Phase(long from, long to, String faults, long operations, long ok, long longestGapNanos) {

    /** Cuts a run at every start and end of a fault. */
    static List<Phase> of(Run run) {
        var cuts = new TreeSet<Long>(List.of(0L, run.end()));
        for (Fault fault : run.faults()) {
            cuts.add(fault.from());
            cuts.add(fault.to());
        }
        long[] successes = run.calls().stream()
                .filter(call -> call.outcome() == EventType.OK)
                .mapToLong(Call::to)
                .sorted()
                .toArray();
        var times = List.copyOf(cuts);
        var phases = new ArrayList<Phase>();
        for (int at = 0; at + 1 < times.size(); at++) {
            phases.add(between(times.get(at), times.get(at + 1), run, successes));
        }
        return phases;
    }

    private static Phase between(long from, long to, Run run, long[] successes) {
        String faults = run.faults().stream()
                .filter(fault -> !fault.isMoment() && fault.overlaps(from, to))
                .map(Fault::label)
                .collect(Collectors.joining("; "));
        List<Call> begun = run.calls().stream()
                .filter(call -> call.from() >= from && (call.from() < to || to == run.end()))
                .toList();
        long ok = begun.stream().filter(call -> call.outcome() == EventType.OK).count();
        return new Phase(from, to, faults, begun.size(), ok, longestGap(from, to, successes));
    }

    private static long longestGap(long from, long to, long[] successes) {
        long last = from;
        long longest = 0;
        for (long success : successes) {
            if (success >= from && success <= to) {
                longest = Math.max(longest, success - last);
                last = success;
            }
        }
        return Math.max(longest, to - last);
    }

    long lengthNanos() {
        return to - from;
    }
}

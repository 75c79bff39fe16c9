package io.raftkv.jepsen.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The operations that a finding blames, and those around them. */
final class FaultyRegion {

    /** An operation that may be shown; the lower its rank, and then its distance in events, the more it explains. */
    private record Candidate(Call call, int rank, int distance) {}

    private final Run run;
    private final List<Call> atFault = new ArrayList<>();
    private final Set<Integer> atFaultBegunAt = new HashSet<>();

    FaultyRegion(Run run, List<Integer> eventsAtFault) {
        this.run = run;
        var events = new HashSet<>(eventsAtFault);
        for (Call call : run.calls()) {
            if (events.contains(call.begunAt()) || (call.hasEnded() && events.contains(call.endedAt()))) {
                atFault.add(call);
                atFaultBegunAt.add(call.begunAt());
            }
        }
    }

    boolean isEmpty() {
        return atFault.isEmpty();
    }

    boolean contains(Call call) {
        return atFaultBegunAt.contains(call.begunAt());
    }

    long from() {
        return atFault.stream().mapToLong(Call::from).min().orElse(0);
    }

    long to() {
        return atFault.stream().mapToLong(Call::to).max().orElse(0);
    }

    /**
     * Up to {@code limit} operations in a row, in the order of invocation: all that are blamed where they fit, and otherwise the last
     * of them, where the violation became visible; and the last of all when none is blamed, since a run ends where it is seen that
     * something is broken.
     */
    List<Call> row(int limit) {
        List<Call> calls = run.calls();
        if (calls.size() <= limit) {
            return calls;
        }
        int[] blamed = IntStream.range(0, calls.size())
                .filter(at -> contains(calls.get(at)))
                .toArray();
        int middle = blamed.length == 0 ? calls.size() : blamed[blamed.length - 1];
        if (blamed.length > 0 && middle - blamed[0] < limit) {
            middle = (middle + blamed[0]) / 2;
        } else if (blamed.length > 0) {
            middle -= limit / 4;
        }
        int first = Math.clamp(middle - limit / 2, 0, calls.size() - limit);
        return calls.subList(first, first + limit);
    }

    /**
     * Up to {@code limit} operations that explain the violation, in the order of invocation: those that are blamed, then those on
     * the same keys, then all others, the nearest first.
     */
    List<Call> nearest(int limit) {
        Set<@Nullable String> keys = new HashSet<>();
        atFault.forEach(call -> keys.add(call.operation().invocation().key()));
        int[] places = atFault.stream()
                .flatMapToInt(call -> IntStream.of(call.begunAt(), call.endedAt()))
                .toArray();
        return run.calls().stream()
                .map(call -> new Candidate(
                        call,
                        contains(call)
                                ? 0
                                : keys.contains(call.operation().invocation().key()) ? 1 : 2,
                        distance(call, places)))
                .sorted(Comparator.comparingInt(Candidate::rank).thenComparingInt(Candidate::distance))
                .limit(limit)
                .map(Candidate::call)
                .sorted(Comparator.comparingInt(Call::begunAt))
                .toList();
    }

    private static int distance(Call call, int[] places) {
        return IntStream.of(places)
                .map(place -> Math.max(0, Math.max(call.begunAt() - place, place - call.endedAt())))
                .min()
                .orElse(0);
    }

    /** What a caption calls the time that it covers. */
    String timeText() {
        return from() == to()
                ? "at " + run.momentText(from())
                : "from " + run.momentText(from()) + " to " + run.momentText(to());
    }
}

package io.raftkv.jepsen.checker;

import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.history.Operation;
import io.raftkv.jepsen.model.Arguments;
import io.raftkv.jepsen.model.UnsuitableEventException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether reads that may be stale never go backwards for a client, and only show what was written. Also measures how stale they are:
 * for how long, when a read began, a newer write had been acknowledged.
 */
public final class StaleReadChecker implements Checker {
    private static final String NO_KEY = "";

    /** Reads of one client at one key. */
    private record Session(int process, String key) {}

    @Override
    public String name() {
        return "stale-read";
    }

    @Override
    public Verdict check(History history) throws UnsuitableEventException {
        Map<String, NavigableMap<Long, Operation>> writes = new HashMap<>();
        var reads = new ArrayList<Operation>();
        for (Operation operation : history.operations()) {
            var arguments = new Arguments(operation);
            switch (arguments.function()) {
                case "write" -> {
                    if (!(arguments.asked() instanceof Long number)) {
                        throw arguments.wrongArgument("a number");
                    }
                    if (writes.computeIfAbsent(key(operation), absent -> new TreeMap<>())
                                    .put(number, operation)
                            != null) {
                        throw arguments.wrongArgument("a number that was not written before");
                    }
                }
                case "read" -> {
                    if (arguments.isAnswered()) {
                        reads.add(operation);
                    }
                }
                default -> throw arguments.wrongFunction("read, write");
            }
        }
        if (reads.isEmpty()) {
            return new Verdict.Unknown("no read was answered");
        }
        Map<Session, Operation> latest = new HashMap<>();
        for (Operation read : reads) {
            NavigableMap<Long, Operation> ofKey = writes.getOrDefault(key(read), new TreeMap<>());
            Operation before = latest.put(new Session(read.invocation().process(), key(read)), read);
            if (before != null && number(before) > number(read)) {
                return new Verdict.Invalid(
                        "a client's reads go backwards\n  first: " + Explanations.of(before) + "\n  then: "
                                + Explanations.of(read),
                        Set.of("backwards"),
                        Explanations.events(List.of(before, read)));
            }
            if (isUnwritten(read, ofKey.get(number(read)))) {
                return new Verdict.Invalid(
                        "a read shows what was never written before: " + Explanations.of(read),
                        Set.of("never written"),
                        Explanations.events(List.of(read)));
            }
        }
        return new Verdict.Valid(staleness(history, writes, reads));
    }

    private static boolean isUnwritten(Operation read, @Nullable Operation write) throws UnsuitableEventException {
        if (number(read) == Long.MIN_VALUE) {
            return false;
        }
        return write == null || write.outcome() == EventType.FAIL || write.invokedAt() > read.completedAt();
    }

    private static String staleness(
            History history, Map<String, NavigableMap<Long, Operation>> writes, List<Operation> reads)
            throws UnsuitableEventException {
        Map<String, NavigableMap<Long, Long>> newer = new HashMap<>();
        writes.forEach((key, ofKey) -> newer.put(key, earliestNewer(ofKey)));
        long[] stale = new long[reads.size()];
        int count = 0;
        for (Operation read : reads) {
            Map.Entry<Long, Long> next =
                    newer.getOrDefault(key(read), new TreeMap<>()).higherEntry(number(read));
            if (next != null && next.getValue() < read.invokedAt()) {
                long since =
                        history.events().get(Math.toIntExact(next.getValue())).timeNanos();
                stale[count++] = Math.max(0, read.invocation().timeNanos() - since);
            }
        }
        Arrays.sort(stale, 0, count);
        String text = reads.size() + " reads never went backwards for a client; " + count + " were stale";
        return count == 0
                ? text
                : text + ", the median by " + stale[count / 2] / 1_000_000 + " ms, the worst by "
                        + stale[count - 1] / 1_000_000 + " ms";
    }

    /** For each number when it or a higher one was first acknowledged, as a place in the history. */
    private static NavigableMap<Long, Long> earliestNewer(NavigableMap<Long, Operation> writes) {
        var earliest = new TreeMap<Long, Long>();
        long soonest = Long.MAX_VALUE;
        for (Map.Entry<Long, Operation> write : writes.descendingMap().entrySet()) {
            if (write.getValue().outcome() == EventType.OK) {
                soonest = Math.min(soonest, write.getValue().completedAt());
            }
            earliest.put(write.getKey(), soonest);
        }
        return earliest;
    }

    private static String key(Operation operation) {
        String key = operation.invocation().key();
        return key == null ? NO_KEY : key;
    }

    /** What a read showed; the lowest number of all when nothing was written yet. */
    private static long number(Operation read) throws UnsuitableEventException {
        var arguments = new Arguments(read);
        return switch (arguments.answer()) {
            case null -> Long.MIN_VALUE;
            case Long number -> number;
            default -> throw arguments.wrongAnswer("a number");
        };
    }
}

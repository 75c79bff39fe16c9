package io.raftkv.server.process.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether what was seen of one key can be explained by a register on which operations take effect one at a time, each at
 * some moment between its invocation and its return: linearizability, after Wing and Gong, searched breadth-first.
 *
 * <p>Time is swept from invocation to return. Kept are all the ways in which what has returned so far can have been
 * ordered, each reduced to what matters for the rest: the value, and which operations still under way have already taken
 * effect. When an operation returns, only the ways remain in which it has taken effect; when there is none left, nothing
 * explains it. Two ways that are reduced to the same are one, which keeps the search small: it grows with the number of
 * operations under way at once, not with the length of the history.
 *
 * <p>Writes of unknown outcome: every value is written by one operation only. If somebody saw the value, then the write
 * has taken effect before that observer returned, and is treated as if it had returned with the first of them. If nobody
 * ever saw it, then leaving it out explains whatever taking it in explains (everybody who meets a value reports it, also
 * a compare-and-swap that was refused), and it is left out.
 */
public final class RegisterCheck {

    /** Far beyond what a few operations at a time can make; a search that gets here would not end. */
    private static final int MAX_WAYS = 1 << 20;

    /**
     * One way to order what happened so far.
     *
     * @param value what the register holds; null: absent
     * @param done which operations under way have taken effect
     */
    private record Way(@Nullable String value, Set<Operation> done) {

        Way with(Operation operation, @Nullable String newValue) {
            var more = new HashSet<>(done);
            more.add(operation);
            return new Way(newValue, more);
        }

        Way without(Operation operation) {
            var fewer = new HashSet<>(done);
            fewer.remove(operation);
            return new Way(value, fewer);
        }
    }

    private final List<Operation> underWay = new ArrayList<>();
    private Set<Way> ways = Set.of(new Way(null, Set.of()));

    private RegisterCheck() {}

    /**
     * Looks for an order of the operations on one key, which is absent at first.
     *
     * @param operations in any order
     * @return nothing if there is an order; else the first operation, in the order of returns, up to which there is none
     * @throws IllegalArgumentException if two operations write the same value
     * @throws IllegalStateException if too many operations overlap to look through
     */
    public static Optional<Operation> firstInexplicable(List<Operation> operations) {
        return new RegisterCheck().sweep(withEnds(operations));
    }

    /** A moment at which an operation begins or ends. */
    private record Moment(long at, boolean isEnd, Operation operation) {}

    private Optional<Operation> sweep(Map<Operation, Long> endOf) {
        var moments = new ArrayList<Moment>();
        endOf.forEach((operation, end) -> {
            moments.add(new Moment(operation.invokedAt(), false, operation));
            moments.add(new Moment(end, true, operation));
        });
        // At the same instant beginnings come first: operations that touch may have happened in either order.
        moments.sort(Comparator.comparingLong(Moment::at).thenComparing(Moment::isEnd));
        for (var moment : moments) {
            var operation = moment.operation();
            if (!moment.isEnd()) {
                underWay.add(operation);
                continue;
            }
            ways = waysThatInclude(operation);
            underWay.remove(operation);
            if (ways.isEmpty()) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }

    private Set<Way> waysThatInclude(Operation returning) {
        var include = new HashSet<Way>();
        var visited = new HashSet<Way>();
        var open = new ArrayDeque<Way>(ways);
        while (!open.isEmpty()) {
            var way = withReads(open.pop());
            if (!visited.add(way)) {
                continue;
            }
            if (visited.size() > MAX_WAYS) {
                throw new IllegalStateException(underWay.size() + " operations overlap: too many to look through");
            }
            if (way.done().contains(returning)) {
                include.add(way.without(returning));
                continue;
            }
            for (var next : underWay) {
                if (!way.done().contains(next) && isPossible(next, way.value()) && next.mayHaveWritten() != null) {
                    open.push(way.with(next, next.mayHaveWritten()));
                }
            }
        }
        return include;
    }

    /** A read that can take effect now may as well: it takes nothing from the others. */
    private Way withReads(Way way) {
        var result = way;
        for (var next : underWay) {
            if (next.mayHaveWritten() == null && !way.done().contains(next) && isPossible(next, way.value())) {
                result = result.with(next, way.value());
            }
        }
        return result;
    }

    /** Whether the operation can take effect, with the outcome that it had, while the register holds {@code value}. */
    private static boolean isPossible(Operation operation, @Nullable String value) {
        if (operation.outcome() instanceof Outcome.Saw saw) {
            boolean shouldHaveSwapped = operation.action() instanceof Action.CompareAndSwap swap
                    && Objects.equals(swap.expected(), saw.value());
            return Objects.equals(saw.value(), value) && !shouldHaveSwapped;
        }
        return !(operation.action() instanceof Action.CompareAndSwap swap) || Objects.equals(swap.expected(), value);
    }

    /** The operations that count, each with the time by which it has taken effect. */
    private static Map<Operation, Long> withEnds(List<Operation> operations) {
        var writerOf = new HashMap<String, Operation>();
        var endOf = new HashMap<Operation, Long>();
        for (var operation : operations) {
            var value = operation.mayHaveWritten();
            if (value != null && writerOf.putIfAbsent(value, operation) != null) {
                throw new IllegalArgumentException("two operations write " + value + ": values must be unique");
            }
            if (!operation.isUnknown()) {
                endOf.put(operation, operation.returnedAt());
            }
        }
        var observers = new ArrayDeque<>(endOf.keySet());
        while (!observers.isEmpty()) {
            var observer = observers.pop();
            var value = observedBy(observer);
            var writer = value == null ? null : writerOf.get(value);
            if (writer != null && writer.isUnknown()) {
                long end = Math.max(endOf.get(observer), writer.invokedAt());
                if (end < endOf.getOrDefault(writer, Operation.NEVER)) {
                    endOf.put(writer, end);
                    // It may itself be a compare-and-swap that saw the value of another unknown write.
                    observers.push(writer);
                }
            }
        }
        return endOf;
    }

    private static @Nullable String observedBy(Operation operation) {
        if (operation.outcome() instanceof Outcome.Saw saw) {
            return saw.value();
        }
        return operation.action() instanceof Action.CompareAndSwap swap ? swap.expected() : null;
    }
}

package io.raftkv.jepsen.checker;

import io.raftkv.jepsen.checker.Dependency.Kind;
import io.raftkv.jepsen.checker.Transaction.Append;
import io.raftkv.jepsen.checker.Transaction.Read;
import io.raftkv.jepsen.history.Operation;
import io.raftkv.jepsen.model.UnsuitableEventException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was appended to each key and read from it: the order of the values, what contradicts it, and which dependencies follow. */
final class AppendedLists {

    /**
     * What a transaction read of others' values.
     *
     * @param reader its number
     * @param version how many values were there
     */
    private record Seen(int reader, int version) {}

    private final List<Transaction> transactions;
    private final Map<String, Map<Object, Integer>> writers = new TreeMap<>();
    private final Map<String, List<?>> longest = new HashMap<>();
    private final Map<String, Set<Seen>> seen = new HashMap<>();
    private final Set<Anomaly> anomalies = new LinkedHashSet<>();

    AppendedLists(List<Transaction> transactions) throws UnsuitableEventException {
        this.transactions = transactions;
        for (int i = 0; i < transactions.size(); i++) {
            for (Transaction.Step step : transactions.get(i).steps()) {
                if (step instanceof Append append) {
                    Integer other = writers.computeIfAbsent(append.key(), absent -> new HashMap<>())
                            .putIfAbsent(append.value(), i);
                    if (other != null) {
                        throw new UnsuitableEventException(
                                transactions.get(i).operation().invokedAt(),
                                "expected a new value for key " + append.key() + ", but found " + append.value()
                                        + " a second time");
                    }
                }
            }
        }
        for (int i = 0; i < transactions.size(); i++) {
            if (transactions.get(i).isCommitted()) {
                read(i);
            }
        }
    }

    /** What is wrong without looking for cycles. */
    Set<Anomaly> anomalies() {
        return anomalies;
    }

    /** Adds what the reads tell about the order of transactions. */
    void addDependencies(DependencyGraph graph) {
        var keys = new LinkedHashSet<>(writers.keySet());
        keys.addAll(longest.keySet());
        for (String key : keys) {
            addDependencies(key, graph);
        }
    }

    private void addDependencies(String key, DependencyGraph graph) {
        List<?> order = longest.getOrDefault(key, List.of());
        for (int i = 0; i + 1 < order.size(); i++) {
            Integer earlier = writer(key, order.get(i));
            Integer later = writer(key, order.get(i + 1));
            if (earlier != null && later != null) {
                String reason = "its " + order.get(i) + " comes right before T" + later + "'s " + order.get(i + 1)
                        + " at key " + key;
                graph.add(earlier, later, Kind.WW, reason);
            }
        }
        for (Seen read : seen.getOrDefault(key, Set.of())) {
            if (read.version > 0) {
                Integer writer = writer(key, order.get(read.version - 1));
                if (writer != null) {
                    String reason = "T" + read.reader + " read its " + order.get(read.version - 1) + " at key " + key;
                    graph.add(writer, read.reader, Kind.WR, reason);
                }
            }
            if (read.version < order.size()) {
                addAntiDependency(key, read.reader, order.get(read.version), graph);
            }
        }
        addUnseen(key, order, graph);
    }

    /** What took effect and is in no list that was read came after all of them: every other list is a beginning of the longest. */
    private void addUnseen(String key, List<?> order, DependencyGraph graph) {
        var known = new HashSet<Object>(order);
        writers.getOrDefault(key, Map.of()).forEach((value, writer) -> {
            if (!known.contains(value) && transactions.get(writer).isCommitted()) {
                Integer last = order.isEmpty() ? null : writer(key, order.getLast());
                if (last != null) {
                    String reason = "T" + writer + "'s " + value + " at key " + key
                            + " is in no list that was read, so it" + " came after its " + order.getLast();
                    graph.add(last, writer, Kind.WW, reason);
                }
                for (Seen read : seen.getOrDefault(key, Set.of())) {
                    if (read.version == order.size()) {
                        addAntiDependency(key, read.reader, value, graph);
                    }
                }
            }
        });
    }

    private void addAntiDependency(String key, int reader, @Nullable Object value, DependencyGraph graph) {
        Integer writer = writer(key, value);
        if (writer != null) {
            String reason = "it did not read T" + writer + "'s " + value + " at key " + key;
            graph.add(reader, writer, Kind.RW, reason);
        }
    }

    /** Who appended a value; null when nobody did, or one that failed, which is an anomaly of its own. */
    private @Nullable Integer writer(String key, @Nullable Object value) {
        Integer writer =
                value == null ? null : writers.getOrDefault(key, Map.of()).get(value);
        return writer == null || transactions.get(writer).isFailed() ? null : writer;
    }

    private void read(int number) {
        Map<String, List<Object>> own = new HashMap<>();
        Map<String, List<?>> before = new HashMap<>();
        for (Transaction.Step step : transactions.get(number).steps()) {
            switch (step) {
                case Append append ->
                    own.computeIfAbsent(append.key(), absent -> new ArrayList<>())
                            .add(append.value());
                case Read read -> {
                    List<Object> mine = own.getOrDefault(read.key(), List.of());
                    int version = read.values().size() - mine.size();
                    if (version < 0
                            || !read.values()
                                    .subList(version, read.values().size())
                                    .equals(mine)) {
                        anomaly("internal", number, read, "without what it appended itself before: " + mine);
                        continue;
                    }
                    List<?> others = read.values().subList(0, version);
                    List<?> earlier = before.putIfAbsent(read.key(), others);
                    if (earlier != null && !earlier.equals(others)) {
                        anomaly("internal", number, read, "though it read " + earlier + " of others before");
                    }
                    judge(number, read, others);
                }
            }
        }
    }

    private void judge(int number, Read read, List<?> others) {
        var known = new HashSet<Object>();
        for (Object value : others) {
            Integer writer = value == null
                    ? null
                    : writers.getOrDefault(read.key(), Map.of()).get(value);
            if (!known.add(value)) {
                anomaly("duplicate", number, read, "in which " + value + " is twice");
            } else if (writer == null) {
                anomaly("unwritten", number, read, "in which " + value + " is what nobody appended");
            } else if (transactions.get(writer).isFailed()) {
                anomaly("G1a", number, read, "in which " + value + " is of T" + writer + ", which failed");
            } else if (writer == number) {
                anomaly("future-read", number, read, "in which " + value + " is what it appends only later");
            }
        }
        if (!others.isEmpty()) {
            Integer writer = writer(read.key(), others.getLast());
            if (writer != null && writer != number) {
                List<Object> all = transactions.get(writer).appendsTo(read.key());
                if (!all.getLast().equals(others.getLast())) {
                    anomaly("G1b", number, read, "between the appends " + all + " of T" + writer);
                }
            }
        }
        List<?> other = longest.getOrDefault(read.key(), List.of());
        int common = Math.min(other.size(), read.values().size());
        if (!other.subList(0, common).equals(read.values().subList(0, common))) {
            anomaly("incompatible-order", number, read, "while another read " + Explanations.cut(other.toString()));
            return;
        }
        if (read.values().size() > other.size()) {
            longest.put(read.key(), read.values());
        }
        seen.computeIfAbsent(read.key(), absent -> new LinkedHashSet<>()).add(new Seen(number, others.size()));
    }

    private void anomaly(String name, int number, Read read, String how) {
        Operation reader = transactions.get(number).operation();
        String text = name + ": T" + number + " (" + Explanations.of(reader) + ") read "
                + Explanations.cut(read.values().toString()) + " at key " + read.key() + " " + how;
        anomalies.add(new Anomaly(name, text, List.of(reader)));
    }
}

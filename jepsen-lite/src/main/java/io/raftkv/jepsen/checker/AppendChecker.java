package io.raftkv.jepsen.checker;

import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.history.Operation;
import io.raftkv.jepsen.model.UnsuitableEventException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whether transactions that append to lists and read them are strictly serializable. A list that was read tells in which order its values were
 * appended, and so which transactions came before which; there must be no cycle in that, nor with the order in which clients saw
 * transactions end and begin.
 */
public final class AppendChecker implements Checker {

    @Override
    public String name() {
        return "strict serializability (append)";
    }

    @Override
    public Verdict check(History history) throws UnsuitableEventException {
        var transactions = new ArrayList<Transaction>();
        for (Operation operation : history.operations()) {
            transactions.add(Transaction.of(operation));
        }
        long committed = transactions.stream().filter(Transaction::isCommitted).count();
        if (committed == 0) {
            return new Verdict.Unknown(
                    "none of " + transactions.size() + " transactions is known to have taken effect");
        }
        var lists = new AppendedLists(transactions);
        var anomalies = new ArrayList<Anomaly>(lists.anomalies());
        var graph = new DependencyGraph(transactions.size());
        lists.addDependencies(graph);
        RealTimeOrder.addTo(graph, history, transactions);
        Cycles.of(graph).forEach((name, cycle) -> anomalies.add(explained(name, cycle, transactions)));
        return anomalies.isEmpty()
                ? new Verdict.Valid(committed + " of " + transactions.size()
                        + " transactions took effect, and are strictly serializable as far as their reads tell")
                : new Verdict.Invalid(
                        anomalies.stream().map(Anomaly::text).collect(Collectors.joining("\n")),
                        anomalies.stream().map(Anomaly::name).collect(Collectors.toSet()),
                        Explanations.events(anomalies.stream()
                                .flatMap(anomaly -> anomaly.operations().stream())
                                .toList()));
    }

    private static Anomaly explained(String name, List<Dependency> cycle, List<Transaction> transactions) {
        var text = new StringBuilder(name)
                .append(": a cycle of ")
                .append(cycle.size())
                .append(" transactions");
        Map<Dependency.Kind, String> words = Map.of(
                Dependency.Kind.WW,
                "ww",
                Dependency.Kind.WR,
                "wr",
                Dependency.Kind.RW,
                "rw",
                Dependency.Kind.REALTIME,
                "realtime");
        for (Dependency edge : cycle) {
            text.append("\n  T")
                    .append(edge.from())
                    .append(": ")
                    .append(Explanations.of(transactions.get(edge.from()).operation()));
        }
        for (Dependency edge : cycle) {
            text.append("\n  T")
                    .append(edge.from())
                    .append(" before T")
                    .append(edge.to())
                    .append(" (");
            text.append(words.get(edge.kind())).append("): ").append(edge.reason());
        }
        return new Anomaly(
                name,
                text.toString(),
                cycle.stream()
                        .map(edge -> transactions.get(edge.from()).operation())
                        .toList());
    }
}

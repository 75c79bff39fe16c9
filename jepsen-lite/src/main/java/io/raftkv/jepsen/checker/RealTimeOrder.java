package io.raftkv.jepsen.checker;

import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.History;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Adds that a transaction which had ended when another began comes before it. Only the last ones that ended are told, the frontier, since the
 * others come before those: as many for each transaction as there are clients, and not as many as there are transactions.
 */
final class RealTimeOrder {

    private RealTimeOrder() {}

    static void addTo(DependencyGraph graph, History history, List<Transaction> transactions) {
        Map<Long, Integer> begin = new HashMap<>();
        Map<Long, Integer> end = new HashMap<>();
        for (int i = 0; i < transactions.size(); i++) {
            Transaction transaction = transactions.get(i);
            if (!transaction.isFailed()) {
                begin.put(transaction.operation().invokedAt(), i);
            }
            if (transaction.isCommitted()) {
                end.put(transaction.operation().completedAt(), i);
            }
        }
        var frontier = new LinkedHashSet<Integer>();
        var endedBefore = new HashMap<Integer, Set<Integer>>();
        for (long at = 0; at < history.events().size(); at++) {
            Integer begun = begin.get(at);
            if (begun != null) {
                for (int ended : frontier) {
                    graph.add(ended, begun, Dependency.Kind.REALTIME, "it had ended before T" + begun + " began");
                }
                if (transactions.get(begun).operation().outcome() == EventType.OK) {
                    endedBefore.put(begun, Set.copyOf(frontier));
                }
            }
            Integer ended = end.get(at);
            if (ended != null) {
                Set<Integer> covered = endedBefore.remove(ended);
                if (covered != null) {
                    frontier.removeAll(covered);
                }
                frontier.add(ended);
            }
        }
    }
}

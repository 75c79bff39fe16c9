package io.raftkv.jepsen.checker;

import io.raftkv.jepsen.checker.Dependency.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Which transactions must come before which. Finds components and shortest ways by dependencies of given kinds. */
final class DependencyGraph {
    private final List<List<Dependency>> outgoing = new ArrayList<>();

    DependencyGraph(int transactions) {
        for (int i = 0; i < transactions; i++) {
            outgoing.add(new ArrayList<>());
        }
    }

    /** A transaction does not depend on itself. */
    void add(int from, int to, Kind kind, String reason) {
        if (from != to) {
            outgoing.get(from).add(new Dependency(from, to, kind, reason));
        }
    }

    /** All dependencies of a kind within a component, which are those on a cycle. */
    List<Dependency> inside(int[] components, Kind kind) {
        return outgoing.stream()
                .flatMap(List::stream)
                .filter(edge -> edge.kind() == kind && components[edge.from()] == components[edge.to()])
                .toList();
    }

    /** For each transaction the number of its strongly connected component (Tarjan's algorithm, without recursion). */
    int[] components(Set<Kind> kinds) {
        int size = outgoing.size();
        int[] component = new int[size];
        int[] index = new int[size];
        int[] low = new int[size];
        int[] edge = new int[size];
        Arrays.fill(component, -1);
        var open = new ArrayDeque<Integer>();
        var path = new ArrayDeque<Integer>();
        int next = 1;
        int components = 0;
        for (int root = 0; root < size; root++) {
            if (index[root] != 0) {
                continue;
            }
            path.push(root);
            while (!path.isEmpty()) {
                int node = path.peek();
                if (index[node] == 0) {
                    index[node] = next;
                    low[node] = next++;
                    open.push(node);
                }
                int child = -1;
                List<Dependency> edges = outgoing.get(node);
                while (edge[node] < edges.size() && child < 0) {
                    Dependency dependency = edges.get(edge[node]++);
                    if (kinds.contains(dependency.kind())) {
                        if (index[dependency.to()] == 0) {
                            child = dependency.to();
                        } else if (component[dependency.to()] < 0) {
                            low[node] = Math.min(low[node], index[dependency.to()]);
                        }
                    }
                }
                if (child >= 0) {
                    path.push(child);
                    continue;
                }
                path.pop();
                if (!path.isEmpty()) {
                    low[path.peek()] = Math.min(low[path.peek()], low[node]);
                }
                if (low[node] == index[node]) {
                    int member;
                    do {
                        member = open.pop();
                        component[member] = components;
                    } while (member != node);
                    components++;
                }
            }
        }
        return component;
    }

    /** The shortest way by dependencies of these kinds within a component; empty when there is none. */
    List<Dependency> shortestWay(int from, int to, Set<Kind> kinds, int[] components) {
        var reachedBy = new Dependency[outgoing.size()];
        var frontier = new ArrayDeque<Integer>();
        frontier.add(from);
        while (!frontier.isEmpty()) {
            int node = frontier.remove();
            for (Dependency edge : outgoing.get(node)) {
                int next = edge.to();
                if (kinds.contains(edge.kind())
                        && components[next] == components[from]
                        && next != from
                        && reachedBy[next] == null) {
                    reachedBy[next] = edge;
                    if (next == to) {
                        return way(reachedBy, from, to);
                    }
                    frontier.add(next);
                }
            }
        }
        return List.of();
    }

    private static List<Dependency> way(Dependency[] reachedBy, int from, int to) {
        var way = new ArrayDeque<Dependency>();
        for (int at = to; at != from; at = reachedBy[at].from()) {
            way.addFirst(reachedBy[at]);
        }
        return List.copyOf(way);
    }
}

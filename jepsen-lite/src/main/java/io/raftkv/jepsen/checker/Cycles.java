package io.raftkv.jepsen.checker;

import io.raftkv.jepsen.checker.Dependency.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds cycles of dependencies, and names them as Adya does: {@code G0} of writes only, {@code G1c} of writes and reads, {@code G-single} with one
 * anti-dependency, {@code G2} with more; {@code -realtime} when the cycle needs the order in which clients saw transactions end and begin.
 */
final class Cycles {

    /** Ways are looked for from at most so many dependencies; a cycle is found from the first one, only a shorter one may be missed. */
    private static final int MOST_STARTS = 2000;

    private final DependencyGraph graph;
    private final Map<String, List<Dependency>> shortest = new TreeMap<>();

    private Cycles(DependencyGraph graph) {
        this.graph = graph;
    }

    /** The shortest cycle that was found of each name. */
    static Map<String, List<Dependency>> of(DependencyGraph graph) {
        var cycles = new Cycles(graph);
        cycles.find(EnumSet.noneOf(Kind.class));
        if (cycles.shortest.isEmpty()) {
            cycles.find(EnumSet.of(Kind.REALTIME));
        }
        return cycles.shortest;
    }

    private void find(Set<Kind> always) {
        find(Kind.WW, always, Kind.WW);
        find(Kind.WR, always, Kind.WW, Kind.WR);
        find(Kind.RW, always, Kind.WW, Kind.WR);
        find(Kind.RW, always, Kind.WW, Kind.WR, Kind.RW);
    }

    /** Cycles of a dependency of kind {@code start} and a way back by the others. */
    private void find(Kind start, Set<Kind> always, Kind... others) {
        Set<Kind> back = EnumSet.copyOf(List.of(others));
        back.addAll(always);
        Set<Kind> all = EnumSet.copyOf(back);
        all.add(start);
        int[] components = graph.components(all);
        List<Dependency> starts = graph.inside(components, start);
        for (Dependency first : starts.subList(0, Math.min(MOST_STARTS, starts.size()))) {
            List<Dependency> way = graph.shortestWay(first.to(), first.from(), back, components);
            if (!way.isEmpty()) {
                var cycle = new ArrayList<Dependency>();
                cycle.add(first);
                cycle.addAll(way);
                shortest.merge(name(cycle), cycle, (one, other) -> one.size() <= other.size() ? one : other);
            }
        }
    }

    private static String name(List<Dependency> cycle) {
        long antiDependencies =
                cycle.stream().filter(edge -> edge.kind() == Kind.RW).count();
        String name;
        if (antiDependencies > 0) {
            name = antiDependencies == 1 ? "G-single" : "G2";
        } else {
            name = cycle.stream().anyMatch(edge -> edge.kind() == Kind.WR) ? "G1c" : "G0";
        }
        return cycle.stream().anyMatch(edge -> edge.kind() == Kind.REALTIME) ? name + "-realtime" : name;
    }
}

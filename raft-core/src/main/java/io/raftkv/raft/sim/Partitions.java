package io.raftkv.raft.sim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The links to cut for the partitions that have a name among testers of distributed systems. All methods are pure; where one
 * needs an order of the servers, another order gives another partition of that kind.
 */
public final class Partitions {

    private Partitions() {}

    /** {@code partition-one}: one server hears nobody, and is heard by nobody. */
    public static Set<Link> one(long isolated, Collection<Long> servers) {
        return groups(List.of(List.of(isolated), without(isolated, servers)));
    }

    /** {@code partition-half}: the first half, the smaller one, and the rest do not hear each other. */
    public static Set<Link> half(List<Long> servers) {
        int middle = servers.size() / 2;
        return groups(List.of(servers.subList(0, middle), servers.subList(middle, servers.size())));
    }

    /** Nobody of one group hears anybody of another. Servers that are in no group are not affected. */
    public static Set<Link> groups(List<? extends Collection<Long>> groups) {
        Set<Link> cut = new LinkedHashSet<>();
        for (int one = 0; one < groups.size(); one++) {
            for (int other = 0; other < groups.size(); other++) {
                if (one != other) {
                    cut.addAll(oneWay(groups.get(one), groups.get(other)));
                }
            }
        }
        return cut;
    }

    /**
     * {@code majorities-ring}: every server hears a majority, itself included, and no two hear the same one. With the servers
     * in a ring, each hears those around it.
     */
    public static Set<Link> majoritiesRing(List<Long> ring) {
        int size = ring.size();
        int majority = size / 2 + 1;
        Set<Link> cut = new LinkedHashSet<>();
        for (int i = 0; i < size; i++) {
            int firstHeard = i - majority / 2;
            for (int unheard = firstHeard + majority; unheard < firstHeard + size; unheard++) {
                cut.add(new Link(ring.get(Math.floorMod(unheard, size)), ring.get(i)));
            }
        }
        return cut;
    }

    /** {@code bridge}: two halves that do not hear each other, and one server that both hear and that hears both. */
    public static Set<Link> bridge(long bridge, List<Long> servers) {
        return half(without(bridge, servers));
    }

    /** {@code one-way}: {@code deaf} do not hear {@code unheard}, while {@code unheard} go on hearing {@code deaf}. */
    public static Set<Link> oneWay(Collection<Long> unheard, Collection<Long> deaf) {
        Set<Link> cut = new LinkedHashSet<>();
        for (long from : unheard) {
            for (long to : deaf) {
                if (from != to) {
                    cut.add(new Link(from, to));
                }
            }
        }
        return cut;
    }

    /** {@code primaries}: each of those who believe that they lead is alone. */
    public static Set<Link> primaries(Collection<Long> primaries, Collection<Long> servers) {
        Set<Link> cut = new LinkedHashSet<>();
        primaries.forEach(primary -> cut.addAll(one(primary, servers)));
        return cut;
    }

    private static List<Long> without(long server, Collection<Long> servers) {
        List<Long> others = new ArrayList<>(servers);
        others.remove((Long) server);
        return others;
    }
}

package io.raftkv.raft.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A kind of {@link Partitions partition} as a fault: which links it cuts follows from the servers that it is given. */
public enum PartitionKind {
    /** The first server is alone. */
    PARTITION_ONE("partition-one") {
        @Override
        Set<Link> cut(List<Long> chosen, List<Long> all) {
            return Partitions.one(all.getFirst(), all);
        }
    },

    /** The first half, the smaller one, and the rest do not hear each other. */
    PARTITION_HALF("partition-half") {
        @Override
        Set<Link> cut(List<Long> chosen, List<Long> all) {
            return Partitions.half(all);
        }
    },

    /** With all servers in a ring, each hears a majority around it, and no two hear the same one. */
    MAJORITIES_RING("majorities-ring") {
        @Override
        Set<Link> cut(List<Long> chosen, List<Long> all) {
            return Partitions.majoritiesRing(all);
        }
    },

    /** The first server is the only one that hears both halves of the others. */
    BRIDGE("bridge") {
        @Override
        Set<Link> cut(List<Long> chosen, List<Long> all) {
            return Partitions.bridge(all.getFirst(), all);
        }
    },

    /** The first server hears the others, but they do not hear it. */
    ONE_WAY_MUTE("one-way-mute") {
        @Override
        Set<Link> cut(List<Long> chosen, List<Long> all) {
            return Partitions.oneWay(all.subList(0, 1), all);
        }
    },

    /** The others hear the first server, but it does not hear them. */
    ONE_WAY_DEAF("one-way-deaf") {
        @Override
        Set<Link> cut(List<Long> chosen, List<Long> all) {
            return Partitions.oneWay(all, all.subList(0, 1));
        }
    },

    /** Each of the servers that are named is alone: meant for those that lead. */
    PRIMARIES("primaries") {
        @Override
        Set<Link> cut(List<Long> chosen, List<Long> all) {
            return Partitions.primaries(chosen, all);
        }
    };

    private final String text;

    PartitionKind(String text) {
        this.text = text;
    }

    /** The links to cut; {@code all} servers begin with those {@code chosen}, in an order that decides. */
    abstract Set<Link> cut(List<Long> chosen, List<Long> all);

    /** The links to cut now, with {@code order} first and all other servers after them. */
    public Set<Link> cut(Cluster cluster, List<Target> order) {
        List<Long> chosen = order.stream()
                .flatMap(target -> target.in(cluster).stream())
                .distinct()
                .toList();
        List<Long> all = new ArrayList<>(chosen);
        cluster.ids().stream().filter(id -> !chosen.contains(id)).forEach(all::add);
        return cut(chosen, all);
    }

    static boolean isKind(String text) {
        return Arrays.stream(values()).anyMatch(kind -> kind.text.equals(text));
    }

    static PartitionKind parse(String text) {
        return Arrays.stream(values())
                .filter(kind -> kind.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no partition '" + text + "', only " + Arrays.toString(values())));
    }

    @Override
    public String toString() {
        return text;
    }
}

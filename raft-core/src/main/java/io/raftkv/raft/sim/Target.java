package io.raftkv.raft.sim;

import java.util.List;

/** Which servers a fault hits, found out when it happens. */
public sealed interface Target {

    /** One server, or who has taken its place on its machine since it was rebuilt. */
    record Server(long id) implements Target {
        @Override
        public List<Long> in(Cluster cluster) {
            long now = cluster.identityOf(id);
            return cluster.ids().contains(now) ? List.of(now) : List.of();
        }

        @Override
        public String toString() {
            return PREFIX + id;
        }
    }

    /** Several servers that have something in common. */
    enum Group implements Target {
        /** All that believe to lead at that moment. */
        LEADERS {
            @Override
            public List<Long> in(Cluster cluster) {
                return cluster.leaders();
            }
        },

        /** Every server. */
        ALL {
            @Override
            public List<Long> in(Cluster cluster) {
                return cluster.ids();
            }
        };

        @Override
        public String toString() {
            return switch (this) {
                case LEADERS -> "leaders";
                case ALL -> "all";
            };
        }
    }

    /** What the name of a server begins with, before its id. */
    String PREFIX = "S";

    /** The ids of the servers that are meant, as things stand now; in the order of {@link Cluster#ids}, perhaps none. */
    List<Long> in(Cluster cluster);

    /**
     * Reads what {@link Object#toString} wrote: {@code S3}, {@code leaders} or {@code all}.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static Target parse(String text) {
        for (Group group : Group.values()) {
            if (group.toString().equals(text)) {
                return group;
            }
        }
        return new Server(parseServer(text));
    }

    /**
     * Reads the name of one server, such as {@code S3}.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static long parseServer(String text) {
        if (!text.matches(PREFIX + "\\d+")) {
            throw new IllegalArgumentException("'" + text + "' names no server: must be such as S3, leaders or all");
        }
        return Long.parseLong(text.substring(PREFIX.length()));
    }
}

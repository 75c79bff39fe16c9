package io.raftkv.jepsen.run;

import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.History;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which of the operations that the seed draws clients really do. An operation that is left out changes nothing about the others: each
 * begins when it would have begun, with the same arguments, at the same server.
 */
public sealed interface Operations {

    /** Each one that a client has time for. */
    Operations ALL = new All();

    /** See {@link #ALL}. */
    record All() implements Operations {
        @Override
        public boolean include(Start start) {
            return true;
        }
    }

    /** Those alone, in the order in which they begin. */
    record Only(SortedSet<Start> starts) implements Operations {

        /** Keeps a copy of the set. */
        public Only {
            starts = Collections.unmodifiableSortedSet(new TreeSet<>(starts));
        }

        @Override
        public boolean include(Start start) {
            return starts.contains(start);
        }
    }

    /**
     * The beginning of an operation. Written such as {@code 3481516123ns client 0}.
     *
     * @param atNanos nanoseconds since the run began
     * @param client its number, from 0
     */
    record Start(long atNanos, int client) implements Comparable<Start> {

        private static final String CLIENT = "ns client ";

        /**
         * Reads what {@link #toString} wrote.
         *
         * @throws IllegalArgumentException saying what it must be
         */
        static Start parse(String text) {
            if (!text.matches("\\d{1,18}" + CLIENT + "\\d{1,9}")) {
                throw new IllegalArgumentException(
                        "'" + text + "' must be when which client begins, such as 3481516123ns client 0");
            }
            int unit = text.indexOf(CLIENT);
            return new Start(
                    Long.parseLong(text.substring(0, unit)), Integer.parseInt(text.substring(unit + CLIENT.length())));
        }

        @Override
        public int compareTo(Start other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime == 0 ? Integer.compare(client, other.client) : byTime;
        }

        @Override
        public String toString() {
            return atNanos + CLIENT + client;
        }
    }

    /** Whether this one is done. */
    boolean include(Start start);

    /** Those alone. */
    static Operations only(Collection<Start> starts) {
        return new Only(new TreeSet<>(starts));
    }

    /**
     * How far apart the numbers are that one client has as processes of a simulated run: it goes on as another process when it does not
     * know what became of its last operation. The last number of a round is the reader's at the end.
     */
    static int processesPerRound(int clients) {
        return clients + 1;
    }

    /** Those that so many clients began in a simulated run, without the reads at its end. */
    static SortedSet<Start> begunIn(History history, int clients) {
        var begun = new TreeSet<Start>();
        for (var event : history.events()) {
            if (!event.isNemesis() && event.type() == EventType.INVOKE) {
                var start = new Start(event.timeNanos(), event.process() % processesPerRound(clients));
                if (start.client() < clients) {
                    begun.add(start);
                }
            }
        }
        return begun;
    }
}

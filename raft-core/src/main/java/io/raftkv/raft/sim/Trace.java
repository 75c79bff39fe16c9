package io.raftkv.raft.sim;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;

/**
 * What happened in a simulation, for whoever must understand it afterwards. Keeps the last events, or those of a time, as they
 * are and writes them out only when asked, so that watching costs next to nothing.
 */
public final class Trace {

    /** One thing that happened. */
    public sealed interface Event {

        /** When, in nanoseconds of virtual time. */
        long time();

        /** Something arrived. */
        record Delivered(long time, Parcel parcel) implements Event {}

        /** Something did not arrive. */
        record Lost(long time, Parcel parcel, Loss why) implements Event {}

        /** Anything else, in words. */
        record Note(long time, String text) implements Event {}
    }

    /** Why something did not arrive. */
    public enum Loss {
        /** The link loses some, by chance. */
        BAD_LUCK("lost"),
        /** The link was cut when it was sent, or when it should have arrived. */
        LINK_IS_CUT("link is cut"),
        /** More was sent than fits through the link. */
        LINK_IS_FULL("link is full"),
        /** There is no running server of that id. */
        SERVER_IS_DOWN("server is down"),
        /** The sender was not told of that server, or addressed itself. */
        PEER_IS_UNKNOWN("peer is unknown");

        private final String text;

        Loss(String text) {
            this.text = text;
        }

        /** In words, such as {@code link is cut}. */
        public String text() {
            return text;
        }
    }

    private final int capacity;
    private final long from;
    private final long to;
    private final ArrayDeque<Event> last = new ArrayDeque<>();

    /** Keeps the last {@code capacity} events. */
    public Trace(int capacity) {
        this(capacity, 0, Long.MAX_VALUE);
    }

    private Trace(int capacity, long from, long to) {
        this.capacity = capacity;
        this.from = from;
        this.to = to;
    }

    /**
     * Keeps whatever happens from one moment to another, both included: for a run that is done again to look at a part of it.
     *
     * @param from in nanoseconds of virtual time
     * @param to in nanoseconds of virtual time
     */
    public static Trace between(long from, long to) {
        return new Trace(Integer.MAX_VALUE, from, to);
    }

    void delivered(long time, Parcel parcel) {
        add(new Event.Delivered(time, parcel));
    }

    void lost(long time, Parcel parcel, Loss why) {
        add(new Event.Lost(time, parcel, why));
    }

    /** Adds something in words. */
    public void note(long time, String text) {
        add(new Event.Note(time, text));
    }

    private void add(Event event) {
        if (event.time() < from || event.time() > to) {
            return;
        }
        last.addLast(event);
        if (last.size() > capacity) {
            last.removeFirst();
        }
    }

    /** The events that are kept, in the order in which they happened. */
    public List<Event> events() {
        return List.copyOf(last);
    }

    /** The same, one a line. */
    public List<String> lines() {
        return last.stream().map(Trace::line).toList();
    }

    private static String line(Event event) {
        String what = switch (event) {
            case Event.Delivered(var time, var parcel) -> route(parcel, "→") + "  " + parcel;
            case Event.Lost(var time, var parcel, var why) ->
                route(parcel, "✗") + "  " + parcel + " (" + why.text + ")";
            case Event.Note(var time, var text) -> text;
        };
        return String.format(Locale.ROOT, "%12.6f ms  %s", event.time() / 1e6, what);
    }

    private static String route(Parcel parcel, String arrow) {
        return "S" + parcel.from() + " " + arrow + " S" + parcel.to();
    }
}

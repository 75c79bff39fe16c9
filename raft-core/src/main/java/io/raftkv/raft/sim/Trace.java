package io.raftkv.raft.sim;

import io.raftkv.raft.core.Message;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;

/**
 * What happened in a simulation, for whoever must understand it afterwards. Keeps the last events as they are and writes
 * them out only when asked, so that watching costs next to nothing.
 */
public final class Trace {

    /** One thing that happened. */
    public sealed interface Event {
        /** A message arrived. */
        record Delivered(Message message) implements Event {}

        /** A message was lost, or could not reach its server. */
        record Lost(Message message) implements Event {}

        /** Anything else, in words. */
        record Note(String text) implements Event {}
    }

    private record Entry(long time, Event event) {
        @Override
        public String toString() {
            String what = switch (event) {
                case Event.Delivered(var message) -> "S" + message.from() + " → S" + message.to() + "  " + message;
                case Event.Lost(var message) -> "S" + message.from() + " ✗ S" + message.to() + "  " + message;
                case Event.Note(var text) -> text;
            };
            return String.format(Locale.ROOT, "%12.6f ms  %s", time / 1e6, what);
        }
    }

    private final int capacity;
    private final ArrayDeque<Entry> last = new ArrayDeque<>();

    /** Keeps the last {@code capacity} events. */
    public Trace(int capacity) {
        this.capacity = capacity;
    }

    void delivered(long time, Message message) {
        add(time, new Event.Delivered(message));
    }

    void lost(long time, Message message) {
        add(time, new Event.Lost(message));
    }

    /** Adds something in words. */
    public void note(long time, String text) {
        add(time, new Event.Note(text));
    }

    private void add(long time, Event event) {
        if (last.size() == capacity) {
            last.removeFirst();
        }
        last.addLast(new Entry(time, event));
    }

    /** The last events, one a line. */
    public List<String> lines() {
        return last.stream().map(Entry::toString).toList();
    }
}

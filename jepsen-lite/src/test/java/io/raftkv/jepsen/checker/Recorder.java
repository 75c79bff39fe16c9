package io.raftkv.jepsen.checker;

import io.raftkv.jepsen.history.Event;
import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.history.History;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a history down event by event, a millisecond each. */
final class Recorder {
    private final List<Event> events = new ArrayList<>();

    Recorder event(int process, EventType type, String function, @Nullable Object value) {
        events.add(new Event(events.size() * 1_000_000L, process, type, function, null, value, null));
        return this;
    }

    Recorder invoke(int process, String function, @Nullable Object value) {
        return event(process, EventType.INVOKE, function, value);
    }

    Recorder ok(int process, String function, @Nullable Object value) {
        return event(process, EventType.OK, function, value);
    }

    /** One after the other. */
    Recorder done(int process, String function, @Nullable Object asked, @Nullable Object answer) {
        return invoke(process, function, asked).ok(process, function, answer);
    }

    History history() {
        return new History(events);
    }

    static List<Object> append(String key, long value) {
        return List.of("append", key, value);
    }

    static List<Object> read(String key, Long... values) {
        return List.of("r", key, Arrays.asList(values));
    }
}

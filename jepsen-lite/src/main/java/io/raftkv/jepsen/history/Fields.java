package io.raftkv.jepsen.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes an event of the named fields that EDN and JSON give; those that it does not know are for others. */
final class Fields {
    static final String INDEX = "index";
    static final String TIME = "time";
    static final String PROCESS = "process";
    static final String TYPE = "type";
    static final String FUNCTION = "f";
    static final String KEY = "key";
    static final String VALUE = "value";
    static final String ERROR = "error";
    static final String NEMESIS = "nemesis";

    private Fields() {}

    static Event event(Map<?, ?> fields) throws MalformedLineException {
        EventType type = type(fields.get(TYPE));
        Object value = fields.get(VALUE);
        Object error = fields.get(ERROR);
        // Jepsen puts the reason in the value's place: a word where a value would be is one.
        if (value instanceof Keyword && (type == EventType.INFO || type == EventType.FAIL)) {
            error = error == null ? value : error;
            value = null;
        }
        return new Event(
                time(fields.get(TIME)),
                process(fields.get(PROCESS)),
                type,
                name("the function :f", fields.get(FUNCTION)),
                key(fields.get(KEY)),
                plain(value),
                text(error));
    }

    static EventType type(@Nullable Object type) throws MalformedLineException {
        String name = name("the type, one of invoke, ok, fail and info", type);
        for (EventType known : EventType.values()) {
            if (known.text().equals(name)) {
                return known;
            }
        }
        throw MalformedLineException.expected("the type, one of invoke, ok, fail and info", name);
    }

    static int process(@Nullable Object process) throws MalformedLineException {
        if (process instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE) {
            return number.intValue();
        }
        String text = String.valueOf(process instanceof Keyword keyword ? keyword.name() : process);
        if (text.equals(NEMESIS)) {
            return Event.NEMESIS;
        }
        throw MalformedLineException.expected("the number of a process, or nemesis", text);
    }

    static String name(String what, @Nullable Object name) throws MalformedLineException {
        if (name instanceof Keyword keyword) {
            return keyword.name();
        }
        if (name instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw MalformedLineException.expected(what, name == null ? "none" : String.valueOf(name));
    }

    /** The data without keywords: those become text, and so do all keys of maps. */
    static @Nullable Object plain(@Nullable Object data) {
        return switch (data) {
            case Keyword keyword -> keyword.name();
            case List<?> list -> {
                var items = new ArrayList<@Nullable Object>(list.size());
                list.forEach(item -> items.add(plain(item)));
                yield items;
            }
            case Map<?, ?> map -> {
                var entries = new LinkedHashMap<String, @Nullable Object>();
                map.forEach((key, value) -> entries.put(String.valueOf(plain(key)), plain(value)));
                yield entries;
            }
            case null -> null;
            default -> data;
        };
    }

    private static long time(@Nullable Object time) throws MalformedLineException {
        if (time == null) {
            return -1;
        }
        if (time instanceof Long nanos && nanos >= 0) {
            return nanos;
        }
        throw MalformedLineException.expected("the time in nanoseconds", String.valueOf(time));
    }

    private static @Nullable String key(@Nullable Object key) throws MalformedLineException {
        return switch (key) {
            case null -> null;
            case String text -> text;
            case Long number -> number.toString();
            case Keyword keyword -> keyword.name();
            default -> throw MalformedLineException.expected("the key, a text or a number", key.toString());
        };
    }

    static @Nullable String text(@Nullable Object error) {
        Object plain = plain(error);
        return plain == null ? null : plain.toString();
    }
}

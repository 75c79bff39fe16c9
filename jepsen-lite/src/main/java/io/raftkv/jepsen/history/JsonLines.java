package io.raftkv.jepsen.history;

import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A JSON object on each line, with the names that Jepsen uses in EDN. */
final class JsonLines implements LineFormat {
    private static final String EXAMPLE =
            "a JSON object such as {\"process\":0,\"type\":\"invoke\",\"f\":\"read\",\"value\":null}";

    @Override
    public @Nullable Event read(String line) throws MalformedLineException {
        if (line.isBlank()) {
            return null;
        }
        try (var json = new JsonReader(new StringReader(line))) {
            json.setStrictness(Strictness.STRICT);
            if (json.peek() != JsonToken.BEGIN_OBJECT) {
                throw MalformedLineException.expected(EXAMPLE, line.strip());
            }
            Object object = value(json);
            if (json.peek() != JsonToken.END_DOCUMENT || !(object instanceof Map<?, ?> fields)) {
                throw MalformedLineException.expected("the end of the line after the object", line.strip());
            }
            return Fields.event(fields);
        } catch (EOFException e) {
            throw MalformedLineException.expected("the rest of a JSON object", "");
        } catch (MalformedJsonException | JsonParseException | IllegalStateException e) {
            throw MalformedLineException.expected(EXAMPLE, line.strip());
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot fail to be read", e);
        }
    }

    @Override
    public void write(Event event, StringBuilder to) {
        var text = new StringWriter();
        try (var json = new JsonWriter(text)) {
            json.beginObject();
            if (event.timeNanos() >= 0) {
                json.name(Fields.TIME).value(event.timeNanos());
            }
            json.name(Fields.PROCESS);
            if (event.isNemesis()) {
                json.value(Fields.NEMESIS);
            } else {
                json.value(event.process());
            }
            json.name(Fields.TYPE).value(event.type().text());
            json.name(Fields.FUNCTION).value(event.function());
            if (event.key() != null) {
                json.name(Fields.KEY).value(event.key());
            }
            json.name(Fields.VALUE);
            write(event.value(), json);
            if (event.error() != null) {
                json.name(Fields.ERROR).value(event.error());
            }
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot fail to be written", e);
        }
        to.append(text);
    }

    private static @Nullable Object value(JsonReader json) throws IOException, MalformedLineException {
        switch (json.peek()) {
            case NULL -> {
                json.nextNull();
                return null;
            }
            case BOOLEAN -> {
                return json.nextBoolean();
            }
            case STRING -> {
                return json.nextString();
            }
            case NUMBER -> {
                String number = json.nextString();
                try {
                    return Long.parseLong(number);
                } catch (NumberFormatException e) {
                    throw MalformedLineException.expected("a whole number of 64 bits", number);
                }
            }
            case BEGIN_ARRAY -> {
                var items = new ArrayList<@Nullable Object>();
                json.beginArray();
                while (json.hasNext()) {
                    items.add(value(json));
                }
                json.endArray();
                return items;
            }
            default -> {
                var fields = new LinkedHashMap<String, @Nullable Object>();
                json.beginObject();
                while (json.hasNext()) {
                    fields.put(json.nextName(), value(json));
                }
                json.endObject();
                return fields;
            }
        }
    }

    private static void write(@Nullable Object value, JsonWriter json) throws IOException {
        switch (value) {
            case null -> json.nullValue();
            case String text -> json.value(text);
            case Boolean truth -> json.value(truth);
            case Long number -> json.value(number);
            case List<?> list -> {
                json.beginArray();
                for (Object item : list) {
                    write(item, json);
                }
                json.endArray();
            }
            case Map<?, ?> map -> {
                // By name: the order of Map.of differs from JVM to JVM, and the same history must be the same file.
                var fields = new TreeMap<String, @Nullable Object>();
                map.forEach((name, field) -> fields.put(String.valueOf(name), field));
                json.beginObject();
                for (var entry : fields.entrySet()) {
                    json.name(entry.getKey());
                    write(entry.getValue(), json);
                }
                json.endObject();
            }
            default ->
                throw new IllegalArgumentException(
                        "a history holds no " + value.getClass().getName());
        }
    }
}

package io.raftkv.client.ctl;

import com.google.protobuf.ByteString;
import java.util.Base64;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Writes a JSON object as etcd's own encoder does: in the order of the calls, and without members that are zero, empty
 * or false.
 */
final class Json {
    private final StringBuilder text = new StringBuilder("{");

    /** A 64-bit number, without sign. */
    Json unsigned(String name, long number) {
        return number == 0 ? this : raw(name, Long.toUnsignedString(number));
    }

    Json number(String name, long number) {
        return number == 0 ? this : raw(name, Long.toString(number));
    }

    Json flag(String name, boolean flag) {
        return flag ? raw(name, "true") : this;
    }

    Json string(String name, String string) {
        return string.isEmpty() ? this : raw(name, quote(string));
    }

    Json strings(String name, List<String> strings) {
        return strings.isEmpty()
                ? this
                : raw(name, array(strings.stream().map(Json::quote).toList()));
    }

    /** Bytes in Base64. */
    Json bytes(String name, ByteString bytes) {
        return bytes.isEmpty() ? this : raw(name, quote(Base64.getEncoder().encodeToString(bytes.toByteArray())));
    }

    Json object(String name, Consumer<Json> members) {
        return raw(name, Json.of(members));
    }

    <T> Json objects(String name, List<T> values, BiConsumer<Json, T> members) {
        return values.isEmpty() ? this : raw(name, array(values, members));
    }

    static String of(Consumer<Json> members) {
        var json = new Json();
        members.accept(json);
        return json.text.append('}').toString();
    }

    static <T> String array(List<T> values, BiConsumer<Json, T> members) {
        return array(values.stream()
                .map(value -> Json.of(json -> members.accept(json, value)))
                .toList());
    }

    private static String array(List<String> elements) {
        return "[" + String.join(",", elements) + "]";
    }

    private Json raw(String name, String value) {
        if (text.length() > 1) {
            text.append(',');
        }
        text.append(quote(name)).append(':').append(value);
        return this;
    }

    private static String quote(String string) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < string.length(); i++) {
            char each = string.charAt(i);
            switch (each) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (each < ' ') {
                        quoted.append(String.format("\\u%04x", (int) each));
                    } else {
                        quoted.append(each);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}

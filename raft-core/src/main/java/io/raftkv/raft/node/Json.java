package io.raftkv.raft.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The values of a {@link JsonTrace} as JSON: records by their components, so that a field that is added to a message is in the
 * trace as well.
 */
final class Json {

    /** Stands for the value null, which collections here do not hold. */
    static final Object NULL = new Object();

    private static final int LONGEST_TEXT = 64;

    private Json() {}

    static void write(StringBuilder json, Object value) {
        switch (value) {
            case Long number -> json.append(number.longValue());
            case Integer number -> json.append(number.intValue());
            case Boolean truth -> json.append(truth.booleanValue());
            case Double number -> json.append(number.doubleValue());
            case List<?> list -> writeList(json, list);
            case Map<?, ?> map -> writeObject(json, map);
            case ByteBuffer payload -> writeText(json, textOf(payload));
            case Record structure -> writeRecord(json, structure);
            case Object other when other == NULL -> json.append("null");
            default -> writeText(json, value.toString());
        }
    }

    private static void writeList(StringBuilder json, List<?> list) {
        json.append('[');
        String separator = "";
        for (Object element : list) {
            json.append(separator);
            write(json, element);
            separator = ",";
        }
        json.append(']');
    }

    private static void writeObject(StringBuilder json, Map<?, ?> fields) {
        json.append('{');
        String separator = "";
        for (Map.Entry<?, ?> field : fields.entrySet()) {
            json.append(separator);
            writeText(json, field.getKey().toString());
            json.append(':');
            write(json, field.getValue());
            separator = ",";
        }
        json.append('}');
    }

    private static void writeRecord(StringBuilder json, Record structure) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("kind", nameOf(structure.getClass()));
        fields.putAll(components(structure));
        writeObject(json, fields);
    }

    private static String nameOf(Class<?> type) {
        return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    }

    /** The components of a record by name, in the order in which they are declared. */
    static Map<String, Object> components(Record structure) {
        var components = new LinkedHashMap<String, Object>();
        for (RecordComponent component : structure.getClass().getRecordComponents()) {
            try {
                components.put(component.getName(), component.getAccessor().invoke(structure));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(component + " cannot be read", e);
            }
        }
        return components;
    }

    private static String textOf(ByteBuffer payload) {
        String length = payload.remaining() + " bytes";
        if (payload.remaining() > LONGEST_TEXT) {
            return length;
        }
        try {
            String text = UTF_8.newDecoder().decode(payload.duplicate()).toString();
            return text.chars().anyMatch(Character::isISOControl) ? length : text;
        } catch (CharacterCodingException e) {
            return length;
        }
    }

    private static void writeText(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '"' || character == '\\') {
                json.append('\\').append(character);
            } else if (Character.isISOControl(character)) {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) character));
            } else {
                json.append(character);
            }
        }
        json.append('"');
    }
}

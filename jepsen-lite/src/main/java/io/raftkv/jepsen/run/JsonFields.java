package io.raftkv.jepsen.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON object, each of which must be there, and be what is asked for; otherwise says which is not. */
final class JsonFields {

    private static final int LONGEST_QUOTE = 60;

    private final String where;
    private final JsonObject object;

    /**
     * Of an object.
     *
     * @param where what follows the name of a field in messages
     * @throws IllegalArgumentException when it is no object
     */
    JsonFields(String where, JsonElement element) {
        if (!(element instanceof JsonObject fields)) {
            throw new IllegalArgumentException("expected a JSON object" + where + ", but found " + quoted(element));
        }
        this.where = where;
        this.object = fields;
    }

    boolean has(String name) {
        return object.has(name);
    }

    String text(String name) {
        if (object.get(name) instanceof JsonPrimitive value && value.isString()) {
            return value.getAsString();
        }
        throw wrong(name, "a text");
    }

    long number(String name) {
        try {
            if (object.get(name) instanceof JsonPrimitive value && value.isNumber()) {
                return value.getAsBigDecimal().longValueExact();
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw wrong(name, "a whole number of 64 bits");
        }
        throw wrong(name, "a whole number");
    }

    int smallNumber(String name) {
        long number = number(name);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw wrong(name, "from 0 to " + Integer.MAX_VALUE);
        }
        return (int) number;
    }

    List<JsonElement> items(String name) {
        if (object.get(name) instanceof JsonArray items) {
            return items.asList();
        }
        throw wrong(name, "a list");
    }

    List<String> texts(String name) {
        return items(name).stream()
                .map(item -> {
                    if (item instanceof JsonPrimitive text && text.isString()) {
                        return text.getAsString();
                    }
                    throw wrong(name, "a list of texts");
                })
                .toList();
    }

    List<Integer> smallNumbers(String name) {
        return items(name).stream()
                .map(item -> {
                    if (item instanceof JsonPrimitive number
                            && number.isNumber()
                            && number.getAsString().matches("\\d{1,9}")) {
                        return number.getAsInt();
                    }
                    throw wrong(name, "a list of whole numbers from 0 on");
                })
                .toList();
    }

    private IllegalArgumentException wrong(String name, String expected) {
        JsonElement found = object.get(name);
        return new IllegalArgumentException("\"" + name + "\"" + where + " must be " + expected
                + (found == null ? ", but is missing" : ", but is " + quoted(found)));
    }

    private static String quoted(@Nullable JsonElement element) {
        String text = String.valueOf(element);
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
    }
}

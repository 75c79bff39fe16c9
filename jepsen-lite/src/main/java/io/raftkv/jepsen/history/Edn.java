package io.raftkv.jepsen.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the data of EDN that histories hold: nil, booleans, whole numbers, strings, keywords, vectors, lists, sets (as lists) and maps.
 * Commas are white space, a tag before a value is passed over, and {@code ;} begins a comment.
 */
final class Edn {

    /** Deeper data is no event, and would end in a stack overflow. */
    private static final int DEEPEST = 64;

    private final String text;
    private int at;
    private int depth;

    private Edn(String text) {
        this.text = text;
    }

    /** The one value that a text holds. */
    static @Nullable Object parse(String text) throws MalformedLineException {
        var edn = new Edn(text);
        Object value = edn.value("a value");
        edn.skipBlanks();
        if (!edn.atEnd()) {
            throw edn.expected("the end of the line");
        }
        return value;
    }

    /** Whether a text holds nothing, or just a comment. */
    static boolean isBlank(String text) {
        var edn = new Edn(text);
        edn.skipBlanks();
        return edn.atEnd();
    }

    static boolean isOfWord(int character) {
        return Character.isLetterOrDigit(character) || "*+!-_?.<>=/$%&".indexOf(character) >= 0;
    }

    /** Appends a value; text becomes a string, never a keyword. */
    static void write(@Nullable Object value, StringBuilder to) {
        switch (value) {
            case null -> to.append("nil");
            case String string -> writeString(string, to);
            case List<?> list -> {
                to.append('[');
                String separator = "";
                for (Object item : list) {
                    write(item, to.append(separator));
                    separator = " ";
                }
                to.append(']');
            }
            case Map<?, ?> map -> {
                to.append('{');
                String separator = "";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    write(entry.getKey(), to.append(separator));
                    write(entry.getValue(), to.append(' '));
                    separator = ", ";
                }
                to.append('}');
            }
            case Boolean truth -> to.append(truth);
            case Long number -> to.append(number);
            default ->
                throw new IllegalArgumentException(
                        "a history holds no " + value.getClass().getName());
        }
    }

    /** Appends a name as a keyword where it can be one. */
    static void writeName(String name, StringBuilder to) {
        if (Keyword.fits(name)) {
            to.append(':').append(name);
        } else {
            writeString(name, to);
        }
    }

    private static void writeString(String string, StringBuilder to) {
        to.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> to.append("\\\"");
                case '\\' -> to.append("\\\\");
                case '\n' -> to.append("\\n");
                case '\r' -> to.append("\\r");
                case '\t' -> to.append("\\t");
                default -> to.append(c);
            }
        }
        to.append('"');
    }

    private @Nullable Object value(String what) throws MalformedLineException {
        skipBlanks();
        if (atEnd()) {
            throw expected(what);
        }
        char c = text.charAt(at);
        return switch (c) {
            case '"' -> string();
            case ':' -> {
                at++;
                yield new Keyword(word("the name of a keyword"));
            }
            case '[' -> list(']');
            case '(' -> list(')');
            case '{' -> map();
            case '#' -> tagged();
            default -> atom(what);
        };
    }

    private @Nullable Object tagged() throws MalformedLineException {
        at++;
        if (!atEnd() && text.charAt(at) == '{') {
            return list('}');
        }
        word("a tag");
        enter();
        Object value = value("a value after its tag");
        depth--;
        return value;
    }

    private @Nullable Object atom(String what) throws MalformedLineException {
        int from = at;
        String word = word(what);
        switch (word) {
            case "nil" -> {
                return null;
            }
            case "true" -> {
                return true;
            }
            case "false" -> {
                return false;
            }
            default -> {
                try {
                    return Long.parseLong(word.endsWith("N") ? word.substring(0, word.length() - 1) : word);
                } catch (NumberFormatException e) {
                    at = from;
                    throw expected(what);
                }
            }
        }
    }

    private List<@Nullable Object> list(char end) throws MalformedLineException {
        at++;
        enter();
        var items = new ArrayList<@Nullable Object>();
        while (!ends(end)) {
            items.add(value("a value or " + end));
        }
        depth--;
        return items;
    }

    private Map<@Nullable Object, @Nullable Object> map() throws MalformedLineException {
        at++;
        enter();
        var entries = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        while (!ends('}')) {
            Object key = value("a key or }");
            Object value = value("a value");
            entries.put(key, value);
        }
        depth--;
        return entries;
    }

    private void enter() throws MalformedLineException {
        if (++depth > DEEPEST) {
            throw expected("data nested at most " + DEEPEST + " deep");
        }
    }

    private boolean ends(char end) {
        skipBlanks();
        if (!atEnd() && text.charAt(at) == end) {
            at++;
            return true;
        }
        return false;
    }

    private String string() throws MalformedLineException {
        var string = new StringBuilder();
        for (at++; !atEnd() && text.charAt(at) != '"'; at++) {
            char c = text.charAt(at);
            string.append(c == '\\' ? escaped() : c);
        }
        if (atEnd()) {
            throw expected("the closing \" of a string");
        }
        at++;
        return string.toString();
    }

    private char escaped() throws MalformedLineException {
        at++;
        char c = atEnd() ? 0 : text.charAt(at);
        switch (c) {
            case 'n' -> {
                return '\n';
            }
            case 'r' -> {
                return '\r';
            }
            case 't' -> {
                return '\t';
            }
            case 'b' -> {
                return '\b';
            }
            case 'f' -> {
                return '\f';
            }
            case '"', '\\' -> {
                return c;
            }
            case 'u' -> {
                String digits = text.substring(at + 1, Math.min(at + 5, text.length()));
                if (digits.matches("[0-9a-fA-F]{4}")) {
                    at += 4;
                    return (char) Integer.parseInt(digits, 16);
                }
            }
            default -> {}
        }
        throw expected("an escape such as \\n, \\\" or \\u0041");
    }

    private String word(String what) throws MalformedLineException {
        int from = at;
        while (!atEnd() && isOfWord(text.charAt(at))) {
            at++;
        }
        if (from == at) {
            throw expected(what);
        }
        return text.substring(from, at);
    }

    private void skipBlanks() {
        while (!atEnd()) {
            char c = text.charAt(at);
            if (c == ';') {
                at = text.length();
            } else if (c == ',' || Character.isWhitespace(c)) {
                at++;
            } else {
                return;
            }
        }
    }

    private boolean atEnd() {
        return at >= text.length();
    }

    private MalformedLineException expected(String what) {
        return MalformedLineException.expected(
                what + " in column " + (at + 1), text.substring(Math.min(at, text.length())));
    }
}

package io.raftkv.jepsen.report;

import io.raftkv.jepsen.history.Event;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How numbers and values are written for people. */
final class Words {

    private Words() {}

    /** Three significant digits or so, and the unit that fits. */
    static String duration(long nanos) {
        if (nanos == 0) {
            return "0";
        } else if (nanos < 1_000) {
            return nanos + " ns";
        } else if (nanos < 1_000_000) {
            return number(nanos / 1e3) + " µs";
        } else if (nanos < 1_000_000_000) {
            return number(nanos / 1e6) + " ms";
        }
        return number(nanos / 1e9) + " s";
    }

    /** Up to three decimals, fewer when the number is large, and no zeros at the end. */
    static String number(double number) {
        int decimals = number >= 100 ? 1 : number >= 10 ? 2 : 3;
        String text = String.format(Locale.ROOT, "%." + decimals + "f", number);
        return text.replaceAll("\\.?0+$", "");
    }

    static String percent(long part, long whole) {
        return whole == 0 ? "–" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }

    static String count(long count, String one, String several) {
        return String.format(Locale.ROOT, "%,d", count) + " " + (count == 1 ? one : several);
    }

    /** The plain data of an event, as compact as it can be told apart. */
    static String value(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case List<?> list -> list.stream().map(Words::value).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> value(entry.getKey()) + ": " + value(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            default -> value.toString();
        };
    }

    /** Argument and result: {@code write x 3}, {@code read x → 3}. */
    static String call(Call call) {
        Event invocation = call.operation().invocation();
        var text = new StringBuilder(invocation.function());
        if (invocation.key() != null) {
            text.append(' ').append(invocation.key());
        }
        if (invocation.value() != null) {
            text.append(' ').append(value(invocation.value()));
        }
        Event completion = call.operation().completion();
        if (completion != null
                && completion.value() != null
                && !completion.value().equals(invocation.value())) {
            text.append(" → ").append(value(completion.value()));
        }
        return text.toString();
    }

    static String shortened(String text, int maxCharacters) {
        if (text.codePointCount(0, text.length()) <= maxCharacters) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, maxCharacters - 1)) + "…";
    }
}

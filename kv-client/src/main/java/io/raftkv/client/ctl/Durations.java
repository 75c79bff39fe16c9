package io.raftkv.client.ctl;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as etcdctl's flags take them: {@code 500ms}, {@code 5s}, {@code 1m30s}; a bare number is seconds. */
final class Durations {
    private static final Pattern WHOLE = Pattern.compile("(\\d{1,9}(ms|s|m|h))+");
    private static final Pattern PART = Pattern.compile("(\\d+)(ms|s|m|h)");

    private Durations() {}

    /** Null if the text is no duration, or not above 0. */
    static @Nullable Duration parse(String text) {
        String withUnit = text.matches("\\d+") ? text + "s" : text;
        if (!WHOLE.matcher(withUnit).matches()) {
            return null;
        }
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(withUnit);
        while (part.find()) {
            long number = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "ms" -> Duration.ofMillis(number);
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        default -> Duration.ofHours(number);
                    });
        }
        return sum.isZero() ? null : sum;
    }
}

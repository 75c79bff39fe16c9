package io.raftkv.jepsen.command;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Reads times and sizes as people write them. */
final class Quantities {
    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,9})([a-zA-Z]+)");

    private Quantities() {}

    static Duration duration(String text) {
        Matcher matcher = QUANTITY.matcher(text);
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            Duration duration = switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ZERO;
            };
            // Beyond this a deadline in nanoseconds would overflow.
            if (duration.isPositive() && duration.compareTo(Duration.ofDays(365)) < 0) {
                return duration;
            }
        }
        throw new TypeConversionException("\"" + text + "\" is not a time above 0 such as 500ms, 30s or 5m");
    }

    static long bytes(String text) {
        Matcher matcher = QUANTITY.matcher(text);
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            long bytes = switch (matcher.group(2)) {
                case "k" -> number << 10;
                case "m" -> number << 20;
                case "g" -> number << 30;
                default -> 0;
            };
            if (bytes > 0) {
                return bytes;
            }
        }
        throw new TypeConversionException("\"" + text + "\" is not a size above 0 such as 512m or 4g");
    }
}

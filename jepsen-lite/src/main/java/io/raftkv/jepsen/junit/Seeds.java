package io.raftkv.jepsen.junit;

import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Which seeds are tried. */
final class Seeds {

    static final String ONE = "raftkv.jepsen.seed";
    static final String COUNT = "raftkv.jepsen.seeds";

    private Seeds() {}

    /** As the parameters of JUnit's configuration say, which system properties are too, or else the annotation. */
    static LongStream of(ClusterTest settings, ExtensionContext context) {
        String one = context.getConfigurationParameter(ONE).orElse("");
        if (!one.isEmpty()) {
            return LongStream.of(number(ONE, one));
        }
        String count = context.getConfigurationParameter(COUNT).orElse("");
        long seeds = count.isEmpty() ? asTheAnnotationSays(settings) : number(COUNT, count);
        if (seeds < 1) {
            throw new IllegalArgumentException(
                    "there are " + seeds + " seeds, but must be at least 1: nothing would be tested");
        }
        return LongStream.rangeClosed(1, seeds);
    }

    private static long asTheAnnotationSays(ClusterTest settings) {
        if (settings.seeds() != 0) {
            return settings.seeds();
        }
        return switch (settings.world()) {
            case SIM -> 100;
            case PROCESS -> 1;
        };
    }

    private static long number(String property, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("-D" + property + " is '" + value + "', but must be a whole number", e);
        }
    }
}

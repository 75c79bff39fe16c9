package io.raftkv.server.faults;

import io.raftkv.server.observe.HttpAnswer;
import io.raftkv.server.observe.HttpPage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@value #PATH}: sets the clock that this server's timers follow. A POST with {@code jump=NANOSECONDS}, {@code drift=PARTS_PER_MILLION}
 * or {@code heal} as its query.
 *
 * @param clock what is set
 */
public record ClockPage(AdjustableClock clock) implements HttpPage {

    /** Where it is served. */
    public static final String PATH = "/fault-injection/clock";

    private static final Logger LOG = LoggerFactory.getLogger(ClockPage.class);
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public CompletionStage<HttpAnswer> answer(String query) {
        try {
            set(query);
        } catch (IllegalArgumentException wrong) {
            return CompletableFuture.completedFuture(HttpAnswer.text(
                    BAD_REQUEST,
                    "400: '" + query + "' (" + wrong.getMessage() + "): expected jump=NANOSECONDS,"
                            + " drift=PARTS_PER_MILLION or heal"));
        }
        LOG.warn("fault injection: the clock was set: {}", query);
        return CompletableFuture.completedFuture(HttpAnswer.text(OK, query));
    }

    private void set(String query) {
        String[] nameAndValue = query.split("=", 2);
        switch (nameAndValue[0]) {
            case "jump" -> clock.jump(number(nameAndValue));
            case "drift" -> clock.drift(number(nameAndValue));
            case "heal" -> clock.goWell();
            default -> throw new IllegalArgumentException("unknown");
        }
    }

    private static long number(String... nameAndValue) {
        if (nameAndValue.length < 2) {
            throw new IllegalArgumentException("the number is missing");
        }
        return Long.parseLong(nameAndValue[1]);
    }
}

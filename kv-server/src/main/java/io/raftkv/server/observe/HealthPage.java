package io.raftkv.server.observe;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code /health}: {@code {"health":"true","reason":""}} with 200, or {@code "false"} and why with 503. With
 * {@code ?serializable=true} it speaks of this member alone, which suits a probe that restarts what is broken: a lost
 * majority is no reason to restart.
 */
public final class HealthPage implements HttpPage {

    private static final int OK = 200;
    private static final int SERVICE_UNAVAILABLE = 503;

    private final HealthCheck check;
    private final Duration patience;

    /**
     * A page that asks {@code check} each time.
     *
     * @param patience how long the answer may take; a member that takes longer is not healthy
     */
    public HealthPage(HealthCheck check, Duration patience) {
        this.check = check;
        this.patience = patience;
    }

    @Override
    public CompletionStage<HttpAnswer> answer(String query) {
        if (Arrays.asList(query.split("&")).contains("serializable=true")) {
            return CompletableFuture.completedFuture(print(check.local()));
        }
        return check.linearizable()
                .copy()
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(this::explain)
                .thenApply(HealthPage::print);
    }

    private Health explain(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof TimeoutException
                ? new Health("a linearizable read took longer than " + patience.toMillis() + " ms")
                : new Health(String.valueOf(cause.getMessage()));
    }

    private static HttpAnswer print(Health health) {
        return HttpAnswer.json(
                health.isGood() ? OK : SERVICE_UNAVAILABLE,
                "{\"health\":\"" + health.isGood() + "\",\"reason\":\"" + Json.escape(health.reason()) + "\"}");
    }
}

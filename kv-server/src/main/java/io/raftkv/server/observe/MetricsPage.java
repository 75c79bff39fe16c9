package io.raftkv.server.observe;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /metrics}: every meter, in the text format of Prometheus. */
public final class MetricsPage implements HttpPage {

    private static final int OK = 200;
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Meters meters;

    /** A page that shows these meters. */
    public MetricsPage(Meters meters) {
        this.meters = meters;
    }

    /** Collects the values on another thread: they are many, and a network thread has others to serve. */
    @Override
    public CompletionStage<HttpAnswer> answer(String query) {
        return CompletableFuture.supplyAsync(() -> new HttpAnswer(OK, PROMETHEUS_TEXT, meters.scrape()));
    }
}

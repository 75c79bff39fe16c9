package io.raftkv.server.observe;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code /version}: the version of etcd's API that clients look for, and this program's own beside it.
 */
public final class VersionPage implements HttpPage {

    private static final int OK = 200;

    private final HttpAnswer answer;

    /**
     * A page that always says the same.
     *
     * @param api the version of etcd's API, such as {@code 3.6.0}
     * @param own this program's version
     */
    public VersionPage(String api, String own) {
        this.answer = HttpAnswer.json(
                OK,
                "{\"etcdserver\":\"%1$s\",\"etcdcluster\":\"%1$s\",\"storage\":\"%1$s\",\"raftkv\":\"%2$s\"}"
                        .formatted(Json.escape(api), Json.escape(own)));
    }

    @Override
    public CompletionStage<HttpAnswer> answer(String query) {
        return CompletableFuture.completedFuture(answer);
    }
}

package io.raftkv.server.observe;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Which page answers which path. Immutable; any thread may ask. */
public final class HttpEndpoints {

    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int INTERNAL_SERVER_ERROR = 500;

    private final Map<String, HttpPage> pages;

    /** The pages by path, such as {@code /health}. */
    public HttpEndpoints(Map<String, HttpPage> pages) {
        this.pages = Map.copyOf(pages);
    }

    /**
     * Answers a request; the answer never fails.
     *
     * @param method as in the request, such as {@code GET}
     * @param uri path and query as in the request
     */
    public CompletionStage<HttpAnswer> answer(String method, String uri) {
        int questionMark = uri.indexOf('?');
        var path = questionMark < 0 ? uri : uri.substring(0, questionMark);
        var page = pages.get(path);
        if (page == null) {
            return CompletableFuture.completedFuture(HttpAnswer.text(
                    NOT_FOUND,
                    "404: no such page; there are "
                            + pages.keySet().stream().sorted().toList()));
        }
        if (!method.equals(page.method())
                && !(method.equals("HEAD") && page.method().equals("GET"))) {
            return CompletableFuture.completedFuture(
                    HttpAnswer.text(METHOD_NOT_ALLOWED, "405: " + path + " is for " + page.method() + " only"));
        }
        return page.answer(questionMark < 0 ? "" : uri.substring(questionMark + 1))
                .exceptionally(failure -> HttpAnswer.text(INTERNAL_SERVER_ERROR, "500: " + failure));
    }
}

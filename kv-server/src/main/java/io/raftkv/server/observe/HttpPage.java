package io.raftkv.server.observe;

import java.util.concurrent.CompletionStage;

/** Something that is read with GET, or done with another method. */
@FunctionalInterface
public interface HttpPage {

    /** HTTP's method: GET, which answers HEAD as well, unless the page says otherwise. */
    default String method() {
        return "GET";
    }

    /**
     * The page as it is now. Called by a network thread, so it must not block: what takes time completes later, on any
     * thread. A failure becomes status 500 with its message.
     *
     * @param query what was asked for, without leading {@code ?}; empty when nothing
     */
    CompletionStage<HttpAnswer> answer(String query);
}

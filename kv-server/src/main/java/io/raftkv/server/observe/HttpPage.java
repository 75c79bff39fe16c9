package io.raftkv.server.observe;

import java.util.concurrent.CompletionStage;

/** Something that is read with GET. */
@FunctionalInterface
public interface HttpPage {

    /**
     * The page as it is now. Called by a network thread, so it must not block: what takes time completes later, on any
     * thread. A failure becomes status 500 with its message.
     *
     * @param query what was asked for, without leading {@code ?}; empty when nothing
     */
    CompletionStage<HttpAnswer> answer(String query);
}

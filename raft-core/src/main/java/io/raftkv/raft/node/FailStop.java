package io.raftkv.raft.node;

import java.util.function.Consumer;

/**
 * A body that never runs again once it has failed: what it owns may be half changed, and a next run would build on that. The
 * failure is reported once, after the stop.
 */
final class FailStop implements LoopBody {

    private final LoopBody body;
    private final Consumer<Throwable> onFailure;
    private boolean failed;

    FailStop(LoopBody body, Consumer<Throwable> onFailure) {
        this.body = body;
        this.onFailure = onFailure;
    }

    @Override
    public long run(long now) {
        if (failed) {
            return WHEN_WOKEN;
        }
        try {
            return body.run(now);
        } catch (RuntimeException | Error e) {
            failed = true;
            onFailure.accept(e);
            return WHEN_WOKEN;
        }
    }
}

package io.raftkv.jepsen.checker;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the searches of one history may still cost, and the earliest failure that any of them has found. Shared by threads. */
final class Budget {
    private final Limits limits;
    private final long deadline;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong earliestFailure = new AtomicLong(Long.MAX_VALUE);
    private volatile @Nullable String exhausted;

    Budget(Limits limits) {
        this.limits = limits;
        this.deadline = System.nanoTime() + limits.time().toNanos();
    }

    /** Looks at the clock; why the search must end, null if it may go on. */
    @Nullable
    String exhausted() {
        if (exhausted == null && System.nanoTime() - deadline > 0) {
            exhausted = "out of time after " + limits.time().toMillis() + " ms";
        }
        return exhausted;
    }

    long maxBytes() {
        return limits.maxBytes();
    }

    void cancel() {
        exhausted = "cancelled";
    }

    /** Counts memory; false when there is no more. */
    boolean take(long more) {
        if (bytes.addAndGet(more) <= limits.maxBytes()) {
            return true;
        }
        if (exhausted == null) {
            exhausted = "out of memory: more than " + limits.maxBytes() + " bytes of states";
        }
        return false;
    }

    void giveBack(long taken) {
        bytes.addAndGet(-taken);
    }

    /** A search of one key need not look past the place in the history where another has failed. */
    long earliestFailure() {
        return earliestFailure.get();
    }

    /** Before other histories are searched with the same budget. */
    void forgetFailures() {
        earliestFailure.set(Long.MAX_VALUE);
    }

    void failedAt(long event) {
        earliestFailure.accumulateAndGet(event, Math::min);
    }
}

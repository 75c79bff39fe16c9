package io.raftkv.raft.transport;

import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Decides whether a trouble is worth a line in the log: when it is new, but not each time that it repeats. What has not
 * happened for a minute is new again. Remembers a bounded number of troubles, whoever causes them. Thread-safe.
 */
final class LogLimiter {

    private static final long FORGET_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MAX_REMEMBERED = 256;

    private final LongSupplier nanoTime;
    private final LinkedHashMap<Object, Long> lastHappened = new LinkedHashMap<>(16, 0.75f, true);

    LogLimiter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether the trouble, which has just happened, is new. */
    synchronized boolean isNews(Object trouble) {
        long now = nanoTime.getAsLong();
        var last = lastHappened.put(trouble, now);
        if (lastHappened.size() > MAX_REMEMBERED) {
            lastHappened.remove(lastHappened.firstEntry().getKey());
        }
        return last == null || now - last > FORGET_NANOS;
    }
}

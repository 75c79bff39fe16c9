package io.raftkv.raft.transport;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one connection to a peer, bounded in bytes. Any thread adds; the connection's event loop takes.
 *
 * @param <T> what travels on the connection
 */
final class SendQueue<T> {

    private record Waiting<T>(T content, long bytes) {}

    private final Queue<Waiting<T>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final long maxBytes;
    private final ToLongFunction<T> sizeOf;

    SendQueue(long maxBytes, ToLongFunction<T> sizeOf) {
        this.maxBytes = maxBytes;
        this.sizeOf = sizeOf;
    }

    /** Adds something, or returns false when it would exceed the bound and is not the only one. */
    boolean offer(T content) {
        long bytes = sizeOf.applyAsLong(content);
        long before = waitingBytes.getAndAdd(bytes);
        if (before > 0 && before + bytes > maxBytes) {
            waitingBytes.addAndGet(-bytes);
            return false;
        }
        waiting.add(new Waiting<>(content, bytes));
        return true;
    }

    /** What has waited longest, no longer waiting; null when there is none. */
    @Nullable
    T poll() {
        var first = waiting.poll();
        if (first == null) {
            return null;
        }
        waitingBytes.addAndGet(-first.bytes());
        return first.content();
    }

    /** How many bytes wait, as {@link Encoder#sizeOf} counts them. */
    long bytes() {
        return waitingBytes.get();
    }
}

package io.raftkv.raft.transport;

import io.raftkv.raft.core.Message;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Messages that wait for one peer's connection, bounded in bytes. Any thread adds; the peer's event loop takes. */
final class SendQueue {

    private record Waiting(Message message, long bytes) {}

    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final long maxBytes;

    SendQueue(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Adds a message, or returns false when it would exceed the bound and is not the only one. */
    boolean offer(Message message) {
        long bytes = MessageEncoder.sizeOf(message);
        long before = waitingBytes.getAndAdd(bytes);
        if (before > 0 && before + bytes > maxBytes) {
            waitingBytes.addAndGet(-bytes);
            return false;
        }
        waiting.add(new Waiting(message, bytes));
        return true;
    }

    /** The message that has waited longest, no longer waiting; null when there is none. */
    @Nullable
    Message poll() {
        var first = waiting.poll();
        if (first == null) {
            return null;
        }
        waitingBytes.addAndGet(-first.bytes());
        return first.message();
    }

    /** How many bytes wait, as {@link MessageEncoder#sizeOf} counts them. */
    long bytes() {
        return waitingBytes.get();
    }
}

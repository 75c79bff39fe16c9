package io.raftkv.raft.node;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * The bounded queue in front of a loop: many threads put, the loop takes all there is at once. A full one refuses, so that
 * whoever put it there learns of it and memory stays bounded.
 */
final class Mailbox<T> {

    private final ArrayBlockingQueue<T> queue;

    Mailbox(int capacity) {
        this.queue = new ArrayBlockingQueue<>(capacity);
    }

    /** Puts {@code item} unless the mailbox is full. The caller wakes the loop. */
    boolean offer(T item) {
        return queue.offer(item);
    }

    /** Moves everything to {@code target}. */
    void drainTo(List<T> target) {
        queue.drainTo(target);
    }

    int size() {
        return queue.size();
    }
}

package io.raftkv.raft.node;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** A loop that is a thread. Waking it costs one atomic write when it is awake already, and one unpark when it is not. */
final class ThreadLoop implements Loop {

    private final LoopBody body;
    private final LongSupplier clock;
    private final Thread thread;
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile boolean closed;

    ThreadLoop(String name, LoopBody body, LongSupplier clock) {
        this.body = body;
        this.clock = clock;
        this.thread = new Thread(this::runUntilClosed, name);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void wake() {
        if (!woken.getAndSet(true)) {
            LockSupport.unpark(thread);
        }
    }

    private void runUntilClosed() {
        while (!closed) {
            woken.set(false);
            long deadline = body.run(clock.getAsLong());
            sleepUntil(deadline);
        }
    }

    private void sleepUntil(long deadline) {
        while (!woken.get() && !closed) {
            if (deadline == LoopBody.WHEN_WOKEN) {
                LockSupport.park(this);
                continue;
            }
            long remaining = deadline - clock.getAsLong();
            if (remaining <= 0) {
                return;
            }
            LockSupport.parkNanos(this, remaining);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() == thread || thread.getState() == Thread.State.NEW) {
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.raftkv.raft.node;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * A loop that is a thread, which others may spare a wake-up by taking its turn while it sleeps. Waking it costs one atomic write
 * when it is awake already, and one unpark when it is not.
 */
final class ThreadLoop implements Loop {

    private final LoopBody body;
    private final LongSupplier clock;
    private final Thread thread;

    /** Held by whoever runs the body. */
    private final ReentrantLock turn = new ReentrantLock();

    private final AtomicBoolean woken = new AtomicBoolean();

    /** When the thread is to run the body again, as of the last turn. */
    private volatile long deadline;

    private volatile boolean started;
    private volatile boolean closed;

    ThreadLoop(String name, LoopBody body, LongSupplier clock) {
        this.body = body;
        this.clock = clock;
        this.thread = new Thread(this::runUntilClosed, name);
    }

    @Override
    public void start() {
        started = true;
        thread.start();
    }

    @Override
    public void wake() {
        if (!woken.getAndSet(true)) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void takeTurn() {
        if (woken.get()) {
            return; // it is about to run, and will find what there is
        }
        if (!started || turn.isHeldByCurrentThread() || !turn.tryLock()) {
            wake();
            return;
        }
        long formerDeadline = deadline;
        try {
            runOnce();
        } finally {
            turn.unlock();
        }
        if (deadline < formerDeadline) {
            LockSupport.unpark(thread); // it sleeps for longer than it should now
        }
    }

    private void runUntilClosed() {
        while (!closed) {
            turn.lock();
            try {
                runOnce();
            } finally {
                turn.unlock();
            }
            sleep();
        }
    }

    private void runOnce() {
        woken.set(false);
        if (!closed) {
            deadline = body.run(clock.getAsLong());
        }
    }

    private void sleep() {
        while (!woken.get() && !closed) {
            long until = deadline;
            if (until == LoopBody.WHEN_WOKEN) {
                LockSupport.park(this);
                continue;
            }
            long remaining = until - clock.getAsLong();
            if (remaining <= 0) {
                return;
            }
            LockSupport.parkNanos(this, remaining);
        }
    }

    @Override
    public void close() {
        turn.lock(); // once the turn that another thread is in, if any, has ended
        try {
            closed = true;
        } finally {
            turn.unlock();
        }
        LockSupport.unpark(thread);
        if (turn.isHeldByCurrentThread() || thread.getState() == Thread.State.NEW) {
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

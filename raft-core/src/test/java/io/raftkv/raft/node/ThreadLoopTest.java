package io.raftkv.raft.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose thread runs a loop's body, and when. */
@Timeout(60)
class ThreadLoopTest {

    private final BlockingQueue<Thread> turns = new LinkedBlockingQueue<>();

    @Test
    void aLoopThatSleepsRunsOnTheThreadThatTakesItsTurn() throws InterruptedException {
        var loop = started(now -> {
            turns.add(Thread.currentThread());
            return LoopBody.WHEN_WOKEN;
        });
        loop.takeTurn();
        assertThat(turns.take()).isSameAs(Thread.currentThread());
        loop.close();
    }

    @Test
    void aLoopThatIsWokenRunsOnItsOwnThread() throws InterruptedException {
        var loop = started(now -> {
            turns.add(Thread.currentThread());
            return LoopBody.WHEN_WOKEN;
        });
        loop.wake();
        assertThat(turns.take().getName()).isEqualTo("loop");
        loop.close();
    }

    @Test
    void aTurnWithinATurnComesAfterIt() throws InterruptedException {
        var self = new AtomicReference<Loop>();
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        var second = new CountDownLatch(1);
        var loop = started(now -> {
            if (self.get() != null && order.isEmpty()) {
                order.add("first begins");
                self.get().takeTurn();
                order.add("first ends");
            } else if (self.get() != null) {
                order.add("second");
                second.countDown();
            } else {
                turns.add(Thread.currentThread());
            }
            return LoopBody.WHEN_WOKEN;
        });
        self.set(loop);
        loop.takeTurn();
        assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(order).startsWith("first begins", "first ends", "second");
        loop.close();
    }

    @Test
    void aTurnThatAnotherThreadTookMaySetAnEarlierAlarm() throws InterruptedException {
        Thread here = Thread.currentThread();
        var loop = started(now -> {
            turns.add(Thread.currentThread());
            return Thread.currentThread() == here ? now + 1_000_000 : LoopBody.WHEN_WOKEN;
        });
        loop.takeTurn();
        assertThat(turns.take()).isSameAs(here);
        assertThat(turns.take().getName()).isEqualTo("loop");
        loop.close();
    }

    @Test
    void aClosedLoopGivesNobodyATurn() {
        var loop = started(now -> {
            turns.add(Thread.currentThread());
            return LoopBody.WHEN_WOKEN;
        });
        loop.close();
        loop.takeTurn();
        loop.wake();
        assertThat(turns).isEmpty();
    }

    /** A loop that has had its first turn, and sleeps. */
    private ThreadLoop started(LoopBody body) {
        var own = new AtomicReference<Thread>();
        var loop = new ThreadLoop(
                "loop",
                now -> {
                    own.compareAndSet(null, Thread.currentThread());
                    return body.run(now);
                },
                System::nanoTime);
        loop.start();
        while (own.get() == null || own.get().getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        turns.clear();
        return loop;
    }
}

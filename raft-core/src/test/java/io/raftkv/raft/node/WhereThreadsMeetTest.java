package io.raftkv.raft.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.Message;
import io.raftkv.raft.core.RaftConfig;
import io.raftkv.raft.snapshot.SnapshotPart;
import io.raftkv.raft.storage.NioDisk;
import io.raftkv.raft.transport.Transport;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The few places where threads meet, under stress: loops that are woken, and requests that arrive while a node closes. */
class WhereThreadsMeetTest {

    private static final int THREADS = 4;

    @Test
    void noWakeUpOfALoopIsLostWhoeverTakesItsTurn() throws InterruptedException {
        int itemsOfEach = 20_000;
        var queue = new ConcurrentLinkedQueue<CountDownLatch>();
        var inBody = new AtomicInteger();
        var overlaps = new AtomicInteger();
        var loop = new ThreadLoop(
                "stress",
                now -> {
                    if (inBody.incrementAndGet() > 1) {
                        overlaps.incrementAndGet();
                    }
                    for (var item = queue.poll(); item != null; item = queue.poll()) {
                        item.countDown();
                    }
                    inBody.decrementAndGet();
                    return LoopBody.WHEN_WOKEN;
                },
                System::nanoTime);
        loop.start();
        var lost = new AtomicLong();
        inThreads(() -> {
            for (int i = 0; i < itemsOfEach; i++) {
                var item = new CountDownLatch(1);
                queue.add(item);
                if (i % 2 == 0) {
                    loop.wake();
                } else {
                    loop.takeTurn();
                }
                if (!await(item)) {
                    lost.incrementAndGet();
                    return;
                }
            }
        });
        loop.close();
        assertThat(lost).hasValue(0);
        assertThat(overlaps).hasValue(0);
    }

    @Test
    void everyRequestIsAnsweredHoweverTheNodeCloses(@TempDir Path directory) throws InterruptedException {
        for (int round = 0; round < 10; round++) {
            RaftNode<Long> node = startAlone(directory.resolve("round-" + round));
            node.propose(command()).exceptionally(failure -> 0L).join(); // a slow disk may have cost the leadership
            var answers = new ConcurrentLinkedQueue<CompletableFuture<?>>();
            var closing = new CountDownLatch(1);
            Thread closer = new Thread(() -> {
                closing.countDown();
                node.close();
            });
            inThreads(() -> {
                for (int i = 0; i < 2_000; i++) {
                    if (i == 500 && closing.getCount() == 1) {
                        startOnce(closer);
                    }
                    answers.add(i % 3 == 0 ? node.read() : node.propose(command()));
                }
            });
            closer.join();
            assertThat(answers).hasSize(THREADS * 2_000);
            for (CompletableFuture<?> answer : answers) {
                assertThatCode(() -> answer.exceptionally(failure -> null).get(10, TimeUnit.SECONDS))
                        .doesNotThrowAnyException();
            }
        }
    }

    private static synchronized void startOnce(Thread closer) {
        if (closer.getState() == Thread.State.NEW) {
            closer.start();
        }
    }

    private static boolean await(CountDownLatch item) {
        try {
            return item.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void inThreads(Runnable work) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(work);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static ByteBuffer command() {
        return ByteBuffer.allocate(Long.BYTES).putLong(0, 1);
    }

    private static RaftNode<Long> startAlone(Path directory) {
        var disk = NioDisk.open(directory);
        var raft = RaftConfig.of(1, Configuration.of(1L)).withTimers(Duration.ofMillis(100), Duration.ofMillis(20));
        return RaftNode.start(
                RaftNodeConfig.of(1, raft).withPersistEvery(new RaftNodeConfig.PersistEvery(100, 1 << 20)),
                new SystemEnvironment("alone", disk, new NoNetwork()),
                new InMemoryStateMachine<>(disk, new Sum()),
                new SimpleMeterRegistry());
    }

    /** Adds up all commands. */
    private static final class Sum implements InMemoryStateMachine.State<Long> {
        private long sum;

        @Override
        public Long apply(ByteBuffer command) {
            sum += command.getLong();
            return sum;
        }

        @Override
        public void save(DataOutput out) throws IOException {
            out.writeLong(sum);
        }

        @Override
        public void load(DataInput in) throws IOException {
            sum = in.readLong();
        }
    }

    /** For a server that is alone. */
    private static final class NoNetwork implements Transport {
        @Override
        public void start(Receiver receiver) {}

        @Override
        public void setPeers(Map<Long, String> addresses) {}

        @Override
        public void send(Message message) {}

        @Override
        public void send(SnapshotPart part) {}

        @Override
        public void close() {}
    }
}

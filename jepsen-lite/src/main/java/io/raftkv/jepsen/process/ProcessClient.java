package io.raftkv.jepsen.process;

import io.raftkv.jepsen.history.EventType;
import io.raftkv.jepsen.run.Recorder;
import io.raftkv.jepsen.workload.Attempt;
import io.raftkv.jepsen.workload.Store;
import io.raftkv.jepsen.workload.Workload;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One client: it does one operation at a time. As with Jepsen, it goes on as another process when the outcome of an operation is unknown or
 * its server was started again. One thread runs it; {@link #began} and {@link #stop} are for any.
 */
final class ProcessClient {

    /** After this time a client no longer waits for an answer. */
    static final long TIMEOUT_NANOS = 2_000_000_000L;

    private static final double NANOS_PER_SECOND = 1e9;

    private final int client;
    private final int clients;
    private final Workload workload;
    private final RandomGenerator random;
    private final Recorder recorder;

    /** One for each server, in the order in which the workload numbers them. */
    private final List<Store> stores;

    /** How often each of them was started. */
    private final IntUnaryOperator incarnation;

    private final int[] known;
    private int process;
    private final AtomicLong began = new AtomicLong();
    private volatile boolean isStopped;

    ProcessClient(
            int client,
            int clients,
            Workload workload,
            RandomGenerator random,
            Recorder recorder,
            List<Store> stores,
            IntUnaryOperator incarnation) {
        this.client = client;
        this.clients = clients;
        this.workload = workload;
        this.random = random;
        this.recorder = recorder;
        this.stores = List.copyOf(stores);
        this.incarnation = incarnation;
        this.known = new int[stores.size()];
        this.process = client;
    }

    /** How many operations it has begun. */
    long began() {
        return began.get();
    }

    /** Ends {@link #keepAsking} after the operation that is under way. */
    void stop() {
        isStopped = true;
    }

    /** Does one operation after the other until it is stopped, {@code rate} in a second or as many as it can. */
    void keepAsking(double rate) {
        long next = System.nanoTime();
        while (!isStopped) {
            next += (long) (random.nextDouble() * 2 * NANOS_PER_SECOND / rate);
            long pause = next - System.nanoTime();
            if (pause > 0) {
                LockSupport.parkNanos(this, pause);
            } else {
                next = System.nanoTime();
            }
            var unused = attempt(nextOfWorkload());
        }
    }

    /** All clients share one workload, which is for one thread at a time. */
    private Attempt nextOfWorkload() {
        synchronized (workload) {
            return workload.next(random, client);
        }
    }

    private int chooseServer() {
        synchronized (workload) {
            return workload.chooseServer(random, client, stores.size());
        }
    }

    /** Does one operation; tells how it ended. */
    EventType attempt(Attempt attempt) {
        int server = chooseServer();
        int now = incarnation.applyAsInt(server);
        if (known[server] != 0 && known[server] != now) {
            process += clients;
        }
        known[server] = now;
        recorder.invoked(process, attempt);
        began.incrementAndGet();
        EventType outcome = await(attempt, attempt.action().apply(stores.get(server)), server);
        if (outcome == EventType.INFO) {
            process += clients;
        }
        return outcome;
    }

    private EventType await(Attempt attempt, CompletableFuture<Attempt.Answer> answer, int server) {
        try {
            var value = answer.get(2 * TIMEOUT_NANOS, TimeUnit.NANOSECONDS);
            // Which of its lives has answered is unknown, and a session does not last from one to the next.
            return known[server] == incarnation.applyAsInt(server)
                    ? completed(attempt, value, null)
                    : completed(attempt, null, new IllegalStateException("the server was started again meanwhile"));
        } catch (ExecutionException failed) {
            return completed(attempt, null, failed.getCause());
        } catch (TimeoutException | CancellationException silent) {
            recorder.timedOut(process, attempt);
            return EventType.INFO;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            isStopped = true;
            recorder.timedOut(process, attempt);
            return EventType.INFO;
        }
    }

    private EventType completed(Attempt attempt, Attempt.@Nullable Answer answer, @Nullable Throwable failure) {
        return recorder.completed(process, attempt, answer, failure);
    }
}

package io.raftkv.server.process;

import io.raftkv.client.Endpoint;
import io.raftkv.client.KvClient;
import io.raftkv.client.KvClientConfig;
import io.raftkv.client.KvException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Clients that write one key after the other, each key once, and the same again when a write failed. What fails is counted
 * for the phase of the test in which it does.
 */
final class SteadyWriters implements AutoCloseable {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

    private final List<Endpoint> endpoints;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<CompletableFuture<Void>> runs = new ArrayList<>();
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, Phase> phases = Collections.synchronizedMap(new LinkedHashMap<>());
    private volatile Phase phase = new Phase();
    private volatile boolean stopping;

    /** What happened in one phase of the test. */
    static final class Phase {
        private final AtomicLong writes = new AtomicLong();
        private final AtomicInteger failures = new AtomicInteger();
        private final Histogram latencyNanos = new ConcurrentHistogram(3);
        private volatile String lastFailure = "";

        long writes() {
            return writes.get();
        }

        int failures() {
            return failures.get();
        }

        @Override
        public String toString() {
            return "%d writes, %d failed and were written again, p50 %.1f ms, p99 %.1f ms, longest %.1f ms%s"
                    .formatted(
                            writes.get(),
                            failures.get(),
                            latencyNanos.getValueAtPercentile(50) / 1e6,
                            latencyNanos.getValueAtPercentile(99) / 1e6,
                            latencyNanos.getMaxValue() / 1e6,
                            lastFailure.isEmpty() ? "" : "; the last: " + lastFailure);
        }
    }

    private SteadyWriters(List<Endpoint> endpoints) {
        this.endpoints = endpoints;
    }

    /** Starts so many, each of which begins with another endpoint. */
    static SteadyWriters start(int howMany, List<Endpoint> endpoints) {
        var writers = new SteadyWriters(endpoints);
        writers.begin("start");
        for (int i = 0; i < howMany; i++) {
            int number = i;
            writers.runs.add(CompletableFuture.runAsync(() -> writers.run(number), writers.threads));
        }
        return writers;
    }

    /** Counts for another phase from now on. */
    Phase begin(String name) {
        phase = new Phase();
        phases.put(name, phase);
        return phase;
    }

    /** What happened, phase by phase. */
    Map<String, Phase> phases() {
        return phases;
    }

    /** Every pair that was acknowledged. */
    Map<String, String> acknowledged() {
        return acknowledged;
    }

    /** Lets each end its write, and waits for that. */
    void stop() {
        stopping = true;
        CompletableFuture.allOf(runs.toArray(CompletableFuture[]::new))
                .orTimeout(ServerProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private void run(int number) {
        var inThisOrder = new ArrayList<>(endpoints);
        Collections.rotate(inThisOrder, number);
        try (var client = new KvClient(KvClientConfig.of(inThisOrder).requestTimeout(REQUEST_TIMEOUT))) {
            for (int i = 0; !stopping; i++) {
                var key = "writer-" + number + "-" + i;
                write(client, key, "value of " + key);
            }
        }
    }

    private void write(KvClient client, String key, String value) {
        var counted = phase;
        long begin = System.nanoTime();
        for (boolean written = false; !written; ) {
            try {
                client.put(key, value);
                written = true;
            } catch (KvException failure) {
                counted.failures.incrementAndGet();
                counted.lastFailure = String.valueOf(failure.getMessage());
            }
        }
        acknowledged.put(key, value);
        counted.writes.incrementAndGet();
        counted.latencyNanos.recordValue(System.nanoTime() - begin);
    }

    /** Stops them without waiting. */
    @Override
    public void close() {
        stopping = true;
        threads.shutdown();
    }
}

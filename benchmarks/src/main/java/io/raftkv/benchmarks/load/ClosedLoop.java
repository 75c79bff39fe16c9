package io.raftkv.benchmarks.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.raftkv.benchmarks.compare.Measurement;
import io.raftkv.client.proto.etcdserverpb.KVGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Clients that each begin an operation, wait for the answer, and begin the next, against any servers that speak the etcd API.
 * What it measures is throughput at a given concurrency; its latencies say nothing about a load that does not wait.
 *
 * <p>Values are random bytes, which no server can compress.
 */
public final class ClosedLoop implements AutoCloseable {

    private static final long MAX_LATENCY_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long RETRY_AFTER_MILLIS = 50;
    private static final long DEADLINE_SECONDS = 30;

    /** More than a compressor looks back. */
    private static final int RANDOM_BYTES = 1 << 20;

    private final List<ManagedChannel> channels = new ArrayList<>();
    private final ScheduledExecutorService afterError = Executors.newSingleThreadScheduledExecutor();
    private final ByteString[] keys;
    private final ByteString randomBytes;
    private final int valueBytes;

    /**
     * Connects when it is first used.
     *
     * @param endpoints {@code host:port} of each server
     * @param connections how many connections the clients share, spread over the endpoints
     * @param keys how many keys there are
     * @param valueBytes size of a value
     */
    public ClosedLoop(List<String> endpoints, int connections, int keys, int valueBytes) {
        for (int i = 0; i < connections; i++) {
            channels.add(NettyChannelBuilder.forTarget(endpoints.get(i % endpoints.size()))
                    .usePlaintext()
                    .directExecutor()
                    .build());
        }
        this.keys = IntStream.range(0, keys).mapToObj(ClosedLoop::key).toArray(ByteString[]::new);
        byte[] bytes = new byte[RANDOM_BYTES + valueBytes];
        new Random(valueBytes).nextBytes(bytes);
        this.randomBytes = UnsafeByteOperations.unsafeWrap(bytes);
        this.valueBytes = valueBytes;
    }

    /** A key as it is on the servers; {@code number} is from 0 and less than how many keys there are. */
    public static ByteString key(int number) {
        return ByteString.copyFromUtf8(String.format("key-%08d", number));
    }

    /**
     * Lets {@code clients} work on random keys for {@code duration} after {@code warmUp}, during which nothing counts. Returns
     * when all have had their answers.
     */
    public Measurement run(Workload workload, int clients, Duration warmUp, Duration duration)
            throws InterruptedException {
        long begin = System.nanoTime() + warmUp.toNanos();
        long end = begin + duration.toNanos();
        var run = new Run(workload, begin);
        List<Client> working = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            var random = new SplittableRandom(i);
            working.add(new Client(
                    run, i, random, () -> System.nanoTime() < end ? random.nextInt(keys.length) : Client.NO_MORE));
        }
        run.work(working);
        return run.result(end);
    }

    /** Puts every key once, with so many clients. */
    public Measurement fill(int clients) throws InterruptedException {
        var run = new Run(Workload.PUT, System.nanoTime());
        var next = new AtomicInteger();
        List<Client> working = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            working.add(new Client(run, i, new SplittableRandom(i), () -> {
                int key = next.getAndIncrement();
                return key < keys.length ? key : Client.NO_MORE;
            }));
        }
        run.work(working);
        return run.result(System.nanoTime());
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        afterError.shutdownNow();
    }

    /** One measurement under way. */
    private static final class Run {
        private final Workload workload;
        private final long begin;
        private final ConcurrentHistogram latencies = new ConcurrentHistogram(MAX_LATENCY_NANOS, 3);
        private final AtomicLong errors = new AtomicLong();

        Run(Workload workload, long begin) {
            this.workload = workload;
            this.begin = begin;
        }

        void work(List<Client> clients) throws InterruptedException {
            clients.forEach(Client::next);
            for (var client : clients) {
                client.awaitEnd();
            }
        }

        Measurement result(long end) {
            return Measurement.of(latencies, errors.get(), end - begin);
        }
    }

    /** Which key is next. */
    private interface Keys {
        int next();
    }

    private final class Client implements Workload.Outcome {

        /** Ends a client. */
        private static final int NO_MORE = -1;

        private final Run run;
        private final KVGrpc.KVStub stub;
        private final SplittableRandom random;
        private final Keys keysToUse;
        private final CountDownLatch done = new CountDownLatch(1);
        private long sentAt;

        Client(Run run, int number, SplittableRandom random, Keys keysToUse) {
            this.run = run;
            this.stub = KVGrpc.newStub(channels.get(number % channels.size()));
            this.random = random;
            this.keysToUse = keysToUse;
        }

        void next() {
            int key = keysToUse.next();
            if (key == NO_MORE) {
                done.countDown();
                return;
            }
            sentAt = System.nanoTime();
            run.workload.begin(
                    stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS), keys[key], value(), random, this);
        }

        /** Another one each time, so that two next to each other in a file do not compress either. */
        private ByteString value() {
            int from = random.nextInt(RANDOM_BYTES);
            return randomBytes.substring(from, from + valueBytes);
        }

        void awaitEnd() throws InterruptedException {
            done.await();
        }

        @Override
        public void answered() {
            if (sentAt >= run.begin) {
                run.latencies.recordValue(Math.min(System.nanoTime() - sentAt, MAX_LATENCY_NANOS));
            }
        }

        @Override
        public void completed() {
            next();
        }

        @Override
        public void failed() {
            run.errors.incrementAndGet();
            var unused = afterError.schedule(this::next, RETRY_AFTER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}

package io.raftkv.benchmarks.load;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.raftkv.client.proto.etcdserverpb.KVGrpc;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.PutResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Clients that each put, wait for the answer, and put again, against any server that speaks the etcd API. What it measures is
 * throughput at a given concurrency; its latencies say nothing about a load that does not wait.
 */
final class ClosedLoop implements AutoCloseable {

    /**
     * What was measured.
     *
     * @param clients how many clients there were
     * @param seconds for how long
     * @param latencies nanoseconds of each acknowledged put
     * @param errors puts that failed
     */
    record Result(int clients, double seconds, Histogram latencies, long errors) {
        double perSecond() {
            return latencies.getTotalCount() / seconds;
        }
    }

    private static final long MAX_LATENCY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final List<ManagedChannel> channels = new ArrayList<>();
    private final ScheduledExecutorService afterError = Executors.newSingleThreadScheduledExecutor();
    private final int keys;
    private final ByteString value;

    ClosedLoop(List<String> endpoints, int connections, int keys, int valueBytes) {
        for (int i = 0; i < connections; i++) {
            channels.add(NettyChannelBuilder.forTarget(endpoints.get(i % endpoints.size()))
                    .usePlaintext()
                    .directExecutor()
                    .build());
        }
        this.keys = keys;
        this.value = ByteString.copyFrom(new byte[valueBytes]);
    }

    /** Lets {@code clients} work for {@code seconds}; what happens in the first {@code warmupSeconds} does not count. */
    Result run(int clients, int warmupSeconds, int seconds) throws InterruptedException {
        long begin = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmupSeconds);
        long end = begin + TimeUnit.SECONDS.toNanos(seconds);
        var latencies = new ConcurrentHistogram(MAX_LATENCY_NANOS, 3);
        var errors = new AtomicLong();
        List<Client> running = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            var client =
                    new Client(KVGrpc.newStub(channels.get(i % channels.size())), i, begin, end, latencies, errors);
            running.add(client);
            client.next();
        }
        for (Client client : running) {
            client.awaitEnd();
        }
        return new Result(clients, seconds, latencies.copy(), errors.get());
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        afterError.shutdownNow();
    }

    private final class Client implements StreamObserver<PutResponse> {

        private final KVGrpc.KVStub stub;
        private final SplittableRandom random;
        private final long begin;
        private final long end;
        private final ConcurrentHistogram latencies;
        private final AtomicLong errors;
        private final CountDownLatch done = new CountDownLatch(1);
        private long sentAt;

        Client(KVGrpc.KVStub stub, int seed, long begin, long end, ConcurrentHistogram latencies, AtomicLong errors) {
            this.stub = stub;
            this.random = new SplittableRandom(seed);
            this.begin = begin;
            this.end = end;
            this.latencies = latencies;
            this.errors = errors;
        }

        void next() {
            sentAt = System.nanoTime();
            if (sentAt >= end) {
                done.countDown();
                return;
            }
            var key = ByteString.copyFromUtf8(String.format("key-%08d", random.nextInt(keys)));
            stub.withDeadlineAfter(30, TimeUnit.SECONDS)
                    .put(PutRequest.newBuilder().setKey(key).setValue(value).build(), this);
        }

        void awaitEnd() throws InterruptedException {
            done.await();
        }

        @Override
        public void onNext(PutResponse response) {
            if (sentAt >= begin) {
                latencies.recordValue(Math.min(System.nanoTime() - sentAt, MAX_LATENCY_NANOS));
            }
        }

        @Override
        public void onError(Throwable failure) {
            errors.incrementAndGet();
            var unused = afterError.schedule(this::next, 50, TimeUnit.MILLISECONDS);
        }

        @Override
        public void onCompleted() {
            next();
        }
    }
}

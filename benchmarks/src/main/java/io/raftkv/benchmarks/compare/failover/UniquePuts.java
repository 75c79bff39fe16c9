package io.raftkv.benchmarks.compare.failover;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.raftkv.client.proto.etcdserverpb.KVGrpc;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.PutResponse;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Clients that each put one key after the other, every key once, and remember which puts were acknowledged. A client whose put
 * fails, or has no answer in time, goes on with the next endpoint and the next key: that put may have happened or not, and
 * nobody asks.
 *
 * <p>It is used by one thread; the clients run on those of gRPC.
 */
final class UniquePuts implements AutoCloseable {

    /** A put without an answer is given up after that, so that a client does not wait for a leader that has died. */
    private static final long DEADLINE_MILLIS = 2_000;

    private static final long PAUSE_AFTER_FAILURE_MILLIS = 10;
    private static final int CHANNELS_PER_ENDPOINT = 4;

    private final List<List<ManagedChannel>> channels = new ArrayList<>();
    private final ScheduledExecutorService afterFailure = Executors.newSingleThreadScheduledExecutor();
    private final List<Client> clients = new ArrayList<>();
    private final CountDownLatch ended;
    private volatile Acknowledgements acknowledgements = new Acknowledgements(System.nanoTime());
    private volatile boolean ending;

    /**
     * Begins to put.
     *
     * @param endpoints {@code host:port} of each server; the clients begin spread over them
     * @param clients how many
     */
    UniquePuts(List<String> endpoints, int clients) {
        for (String endpoint : endpoints) {
            List<ManagedChannel> ofEndpoint = new ArrayList<>();
            for (int i = 0; i < CHANNELS_PER_ENDPOINT; i++) {
                ofEndpoint.add(NettyChannelBuilder.forTarget(endpoint)
                        .usePlaintext()
                        .directExecutor()
                        .build());
            }
            channels.add(ofEndpoint);
        }
        this.ended = new CountDownLatch(clients);
        for (int i = 0; i < clients; i++) {
            this.clients.add(new Client(i));
        }
        this.clients.forEach(Client::next);
    }

    /** Has all clients back at the endpoints with which they began, and counts acknowledgements anew from now on. */
    Acknowledgements spreadAndWatch() {
        channels.forEach(ofEndpoint -> ofEndpoint.forEach(ManagedChannel::resetConnectBackoff));
        clients.forEach(Client::returnHome);
        var watched = new Acknowledgements(System.nanoTime());
        acknowledgements = watched;
        return watched;
    }

    /**
     * Lets every client have its last answer.
     *
     * @return for each client, the numbers of the puts that were acknowledged
     * @throws IllegalStateException when answers are missing long after their deadlines
     */
    List<BitSet> end() throws InterruptedException {
        ending = true;
        if (!ended.await(10 * DEADLINE_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(ended.getCount() + " clients hang");
        }
        return clients.stream().map(client -> client.acknowledged).toList();
    }

    @Override
    public void close() {
        ending = true;
        afterFailure.shutdownNow();
        channels.forEach(ofEndpoint -> ofEndpoint.forEach(ManagedChannel::shutdownNow));
    }

    /** One client. Its next put begins when the one before is over, so that only {@link #returnHome} comes from elsewhere. */
    private final class Client {
        private final int number;
        private final BitSet acknowledged = new BitSet();
        private volatile int endpoint;
        private int put = -1;

        Client(int number) {
            this.number = number;
            returnHome();
        }

        void returnHome() {
            endpoint = number % channels.size();
        }

        void next() {
            if (ending) {
                ended.countDown();
                return;
            }
            put++;
            var request = PutRequest.newBuilder()
                    .setKey(UniqueKey.key(number, put))
                    .setValue(UniqueKey.value(number, put))
                    .build();
            int triedEndpoint = endpoint;
            var channel = channels.get(triedEndpoint).get(number % CHANNELS_PER_ENDPOINT);
            KVGrpc.newStub(channel)
                    .withDeadlineAfter(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
                    .put(request, new Answer(this, triedEndpoint, System.nanoTime()));
        }

        void acknowledged(long invokedAt) {
            acknowledged.set(put);
            acknowledgements.acknowledged(invokedAt, System.nanoTime());
        }

        void failedAt(int triedEndpoint) {
            endpoint = (triedEndpoint + 1) % channels.size();
            if (ending) {
                ended.countDown();
            } else {
                var unused = afterFailure.schedule(this::next, PAUSE_AFTER_FAILURE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private record Answer(Client client, int triedEndpoint, long invokedAt) implements StreamObserver<PutResponse> {

        @Override
        public void onNext(PutResponse response) {
            client.acknowledged(invokedAt);
        }

        @Override
        public void onError(Throwable failure) {
            client.failedAt(triedEndpoint);
        }

        @Override
        public void onCompleted() {
            client.next();
        }
    }
}

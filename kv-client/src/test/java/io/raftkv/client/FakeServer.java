package io.raftkv.client;

import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.raftkv.client.proto.etcdserverpb.KVGrpc;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.PutResponse;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.RangeResponse;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import io.raftkv.client.proto.etcdserverpb.TxnResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on a port of its own that does with each request what the test says, and counts what it was sent. */
public final class FakeServer extends KVGrpc.KVImplBase implements AutoCloseable {

    /** What happens to a request that arrives. */
    public enum Behaviour {
        ANSWERS,
        DOES_IT_AND_DIES,
        DOES_IT_AND_STAYS_SILENT,
        DOES_IT_AND_LOSES_LEADERSHIP,
        DIES,
        STAYS_SILENT,
        HAS_NO_LEADER,
        HAS_TOO_MANY_REQUESTS,
        REFUSES,
        IS_DOWN
    }

    private final int port;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final List<Metadata> headers = new CopyOnWriteArrayList<>();
    private final Behaviour behaviour;
    private Server server;

    private FakeServer(Behaviour behaviour) {
        this.behaviour = behaviour;
        this.server = listen(0);
        this.port = server.getPort();
    }

    public static FakeServer that(Behaviour behaviour) {
        var server = new FakeServer(behaviour);
        if (behaviour == Behaviour.IS_DOWN) {
            server.stop();
        }
        return server;
    }

    private Server listen(int port) {
        try {
            return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                    .addService(this)
                    .intercept(new HeaderCollector())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Endpoint endpoint() {
        return new Endpoint("127.0.0.1", port);
    }

    /** Refuses connections from now on. */
    void stop() {
        try {
            server.shutdownNow().awaitTermination();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void restart() {
        server = listen(port);
    }

    /** Everything that arrived, one word each. */
    List<String> requests() {
        return requests;
    }

    /** The messages of these. */
    public List<Message> messages() {
        return messages;
    }

    List<Metadata> headers() {
        return headers;
    }

    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> answer) {
        serve("put", request, PutResponse.getDefaultInstance(), answer);
    }

    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> answer) {
        serve("range", request, RangeResponse.getDefaultInstance(), answer);
    }

    @Override
    public void txn(TxnRequest request, StreamObserver<TxnResponse> answer) {
        serve("txn", request, TxnResponse.getDefaultInstance(), answer);
    }

    private <T> void serve(String name, Message request, T response, StreamObserver<T> answer) {
        messages.add(request);
        requests.add(name);
        switch (behaviour) {
            case ANSWERS -> {
                answer.onNext(response);
                answer.onCompleted();
            }
            case DOES_IT_AND_DIES, DIES, IS_DOWN -> server.shutdownNow();
            case DOES_IT_AND_STAYS_SILENT, STAYS_SILENT -> {}
            case DOES_IT_AND_LOSES_LEADERSHIP -> fail(answer, Status.UNAVAILABLE, "etcdserver: leader changed");
            case HAS_NO_LEADER -> fail(answer, Status.UNAVAILABLE, "etcdserver: no leader");
            case HAS_TOO_MANY_REQUESTS -> fail(answer, Status.RESOURCE_EXHAUSTED, "etcdserver: too many requests");
            case REFUSES -> fail(answer, Status.INVALID_ARGUMENT, "etcdserver: key is not provided");
        }
    }

    private static void fail(StreamObserver<?> answer, Status status, String text) {
        answer.onError(status.withDescription(text).asException());
    }

    @Override
    public void close() {
        stop();
    }

    private final class HeaderCollector implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata callHeaders, ServerCallHandler<Q, A> next) {
            headers.add(callHeaders);
            return next.startCall(call, callHeaders);
        }
    }
}

package io.raftkv.jepsen.process;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.raftkv.client.Departure;
import io.raftkv.client.Verdict;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeRequest;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeResponse;
import io.raftkv.client.proto.etcdserverpb.KVGrpc;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.PutResponse;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.RangeResponse;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import io.raftkv.client.proto.etcdserverpb.TxnResponse;
import io.raftkv.jepsen.workload.CompactedException;
import io.raftkv.jepsen.workload.NotDoneException;
import io.raftkv.jepsen.workload.Store;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server as a client sees it, over one connection. Requests are sent once.
 *
 * @param channel to the server; its own repetitions must be off
 * @param timeoutNanos after which nobody waits for an answer
 */
record GrpcStore(ManagedChannel channel, long timeoutNanos) implements Store {

    private static final String COMPACTED = "etcdserver: mvcc: required revision has been compacted";

    @Override
    public CompletableFuture<RangeResponse> range(RangeRequest request) {
        return call(KVGrpc.getRangeMethod(), request);
    }

    @Override
    public CompletableFuture<PutResponse> put(PutRequest request) {
        return call(KVGrpc.getPutMethod(), request);
    }

    @Override
    public CompletableFuture<DeleteRangeResponse> deleteRange(DeleteRangeRequest request) {
        return call(KVGrpc.getDeleteRangeMethod(), request);
    }

    @Override
    public CompletableFuture<TxnResponse> txn(TxnRequest request) {
        return call(KVGrpc.getTxnMethod(), request);
    }

    private <Q, A> CompletableFuture<A> call(MethodDescriptor<Q, A> method, Q request) {
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            channel.resetConnectBackoff();
        }
        var departure = new Departure();
        var options = CallOptions.DEFAULT
                .withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS)
                .withStreamTracerFactory(departure);
        ListenableFuture<A> answer = ClientCalls.futureUnaryCall(channel.newCall(method, options), request);
        var result = new CompletableFuture<A>();
        Futures.addCallback(
                answer,
                new FutureCallback<>() {
                    @Override
                    public void onSuccess(@Nullable A value) {
                        result.complete(value);
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        result.completeExceptionally(meaningOf(failure, departure));
                    }
                },
                MoreExecutors.directExecutor());
        return result;
    }

    /** What a failure says about the request, by the client library's own rule. */
    private static Throwable meaningOf(Throwable failure, Departure departure) {
        Status status = Status.fromThrowable(failure);
        String text = String.valueOf(status.getDescription());
        if (text.equals(COMPACTED)) {
            return new CompactedException(text);
        }
        return Verdict.of(status, departure) == Verdict.UNKNOWN
                ? failure
                : new NotDoneException(departure.isPossible() ? text : "not sent: " + text);
    }
}

package io.raftkv.benchmarks.load;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.raftkv.client.proto.etcdserverpb.KVGrpc;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.PutResponse;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.RangeResponse;
import java.util.SplittableRandom;

/** What the clients of a {@link ClosedLoop} do, one key at a time. */
public enum Workload {
    /** Only puts. */
    PUT("puts"),
    /** Reads that contain everything that was acknowledged before. */
    LINEARIZABLE_GET("linearizable gets"),
    /** Reads of what the server that is asked has. */
    SERIALIZABLE_GET("serializable gets"),
    /** Puts and linearizable gets, as many of one as of the other, at random. */
    MIXED("puts and linearizable gets");

    /** What a client waits for, whichever operation it was. */
    interface Outcome {

        /** The server answered. */
        void answered();

        /** The operation is over, and the next may begin. */
        void completed();

        /** It failed, or its outcome is unknown. */
        void failed();
    }

    private final String title;

    Workload(String title) {
        this.title = title;
    }

    /** As tables name it. */
    public String title() {
        return title;
    }

    /** Begins one operation. */
    void begin(KVGrpc.KVStub stub, ByteString key, ByteString value, SplittableRandom random, Outcome outcome) {
        switch (this) {
            case PUT -> put(stub, key, value, outcome);
            case LINEARIZABLE_GET -> get(stub, key, RangeRequest.newBuilder(), outcome);
            case SERIALIZABLE_GET -> get(stub, key, RangeRequest.newBuilder().setSerializable(true), outcome);
            case MIXED -> {
                if (random.nextBoolean()) {
                    put(stub, key, value, outcome);
                } else {
                    get(stub, key, RangeRequest.newBuilder(), outcome);
                }
            }
        }
    }

    private static void put(KVGrpc.KVStub stub, ByteString key, ByteString value, Outcome outcome) {
        stub.put(PutRequest.newBuilder().setKey(key).setValue(value).build(), new Answer<PutResponse>(outcome));
    }

    private static void get(KVGrpc.KVStub stub, ByteString key, RangeRequest.Builder request, Outcome outcome) {
        stub.range(request.setKey(key).build(), new Answer<RangeResponse>(outcome));
    }

    private record Answer<T>(Outcome outcome) implements StreamObserver<T> {

        @Override
        public void onNext(T response) {
            outcome.answered();
        }

        @Override
        public void onError(Throwable failure) {
            outcome.failed();
        }

        @Override
        public void onCompleted() {
            outcome.completed();
        }
    }
}

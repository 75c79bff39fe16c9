package io.raftkv.raft.transport;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Remembers how an incoming stream ended. To the stream's own listener gRPC only says that it was cancelled, also when it
 * ended it itself because of a message that is too large.
 */
final class StreamEnd extends ServerStreamTracer {

    private static final Context.Key<StreamEnd> KEY = Context.key("raft-transport-stream-end");

    private volatile @Nullable Status status;

    /** Makes one for each stream of a server. */
    static ServerStreamTracer.Factory factory() {
        return new ServerStreamTracer.Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
                return new StreamEnd();
            }
        };
    }

    /** That of the stream whose call begins on this thread. */
    static StreamEnd ofThisCall() {
        return KEY.get();
    }

    /** What was wrong with a message that was too large; null when the stream did not end because of one. */
    @Nullable
    String oversized() {
        var end = status;
        return end != null && end.getCode() == Status.Code.RESOURCE_EXHAUSTED ? end.getDescription() : null;
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(KEY, this);
    }

    @Override
    public void streamClosed(Status newStatus) {
        status = newStatus;
    }
}

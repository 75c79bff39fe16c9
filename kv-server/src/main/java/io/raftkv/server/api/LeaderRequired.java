package io.raftkv.server.api;

import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import java.util.function.BooleanSupplier;

/**
 * Refuses calls of clients that say they want a leader ({@code hasleader: true}) while this member knows of none. They ask
 * another member then, in place of waiting here, and know that nothing has happened.
 *
 * @param hasLeader whether this member knows of a leader now
 */
public record LeaderRequired(BooleanSupplier hasLeader) implements ServerInterceptor {

    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

    /** The same service, guarded. */
    public BindableService on(BindableService service) {
        return () -> ServerInterceptors.intercept(service, this);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if ("true".equals(headers.get(HAS_LEADER)) && !hasLeader.getAsBoolean()) {
            call.close(Status.UNAVAILABLE.withDescription("etcdserver: no leader"), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return next.startCall(call, headers);
    }
}

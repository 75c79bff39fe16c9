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
 * Takes no more requests on a member that is about to be removed: what it forwards now might be answered only when it is not
 * told any more. Clients are told so in the words that they know to mean that nothing has happened, and ask another member.
 *
 * @param isRetiring whether this member is about to be removed
 */
public record Retirement(BooleanSupplier isRetiring) implements ServerInterceptor {

    /** The same service, guarded. */
    public BindableService on(BindableService service) {
        return () -> ServerInterceptors.intercept(service, this);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (isRetiring.getAsBoolean()) {
            call.close(Status.UNAVAILABLE.withDescription("etcdserver: no leader"), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return next.startCall(call, headers);
    }
}

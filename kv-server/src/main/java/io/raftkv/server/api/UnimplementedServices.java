package io.raftkv.server.api;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Answers every call that this version does not serve with {@code UNIMPLEMENTED} and a text that names the call: those of
 * whole services, as the registry of last resort, and single methods of a served service, as an interceptor. Without it a
 * user of {@code etcdctl} would read <em>Method not found</em> and suspect the network.
 */
final class UnimplementedServices extends HandlerRegistry implements ServerInterceptor {

    /** Accepts any method; called only for those that nothing else serves. The request is not even read. */
    @Override
    public @Nullable ServerMethodDefinition<?, ?> lookupMethod(String methodName, @Nullable String authority) {
        var method = MethodDescriptor.<InputStream, InputStream>newBuilder()
                .setFullMethodName(methodName)
                .setType(MethodDescriptor.MethodType.UNKNOWN)
                .setRequestMarshaller(Unread.INSTANCE)
                .setResponseMarshaller(Unread.INSTANCE)
                .build();
        return ServerMethodDefinition.create(method, (call, headers) -> {
            call.close(refusal(methodName), new Metadata());
            return new ServerCall.Listener<>() {};
        });
    }

    /** Gives the refusal of a generated base class our text, and passes everything else on. */
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var explaining = new SimpleForwardingServerCall<Q, A>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                boolean refused = status.getCode() == Status.Code.UNIMPLEMENTED;
                super.close(refused ? refusal(call.getMethodDescriptor().getFullMethodName()) : status, trailers);
            }
        };
        return next.startCall(explaining, headers);
    }

    private static Status refusal(String methodName) {
        return Status.UNIMPLEMENTED.withDescription("raft-kv does not serve " + methodName + " yet");
    }

    /** A request of a call that is refused is never looked at. */
    private enum Unread implements MethodDescriptor.Marshaller<InputStream> {
        INSTANCE;

        @Override
        public InputStream stream(InputStream value) {
            return value;
        }

        @Override
        public InputStream parse(InputStream stream) {
            return new ByteArrayInputStream(new byte[0]);
        }
    }
}

package io.raftkv.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request with all its attempts: asks the endpoint in use, and when that fails either ends with an exception that
 * says what is known about the request, or asks the next one, until the deadline. Attempts follow each other, there are
 * never two at a time.
 *
 * @param <Q> the request message
 * @param <A> the answer message
 */
final class UnaryCall<Q, A> {
    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

    private final Connections connections;
    private final MethodDescriptor<Q, A> method;
    private final Q request;
    private final Kind kind;
    private final Duration timeout;
    private final long deadline;
    private final Backoff backoff = new Backoff(ThreadLocalRandom.current());
    private final CompletableFuture<A> result = new CompletableFuture<>();
    private int attempts;

    private UnaryCall(Connections connections, MethodDescriptor<Q, A> method, Q request, Kind kind, Duration timeout) {
        this.connections = connections;
        this.method = method;
        this.request = request;
        this.kind = kind;
        this.timeout = timeout;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    /**
     * Starts the first attempt; the future ends with the answer or with a {@link KvException}, at the latest after the
     * timeout.
     */
    static <Q, A> CompletableFuture<A> start(
            Connections connections, MethodDescriptor<Q, A> method, Q request, Kind kind, Duration timeout) {
        var call = new UnaryCall<>(connections, method, request, kind, timeout);
        call.attempt();
        return call.result;
    }

    private void attempt() {
        attempts++;
        int position = connections.current();
        ManagedChannel channel = connections.channel(position);
        var departure = new Departure();
        ClientCall<Q, A> call = channel.newCall(
                method,
                CallOptions.DEFAULT
                        .withDeadlineAfter(attemptNanos(), TimeUnit.NANOSECONDS)
                        .withStreamTracerFactory(departure));
        if (channel.getState(false) != ConnectivityState.READY) {
            giveUpUnlessConnected(call, departure);
        }
        var headers = new Metadata();
        if (kind.needsLeader()) {
            headers.put(HAS_LEADER, "true");
        }
        call.start(new Answer(position, departure), headers);
        call.request(2);
        call.sendMessage(request);
        call.halfClose();
    }

    /** A read leaves time to ask somebody else when a server accepts it and then stays silent. */
    private long attemptNanos() {
        long remaining = deadline - System.nanoTime();
        boolean mayAskAnother = (kind == Kind.READ || kind == Kind.LOCAL_READ) && connections.size() > 1;
        return mayAskAnother ? remaining / 2 : remaining;
    }

    /**
     * The operating system accepts connections for a stopped process too; gRPC by itself would wait for its first frame
     * until the deadline.
     */
    private void giveUpUnlessConnected(ClientCall<Q, A> call, Departure departure) {
        CompletableFuture.delayedExecutor(connections.dialNanos(), TimeUnit.NANOSECONDS)
                .execute(() -> {
                    if (!departure.isPossible()) {
                        call.cancel(
                                "no connection within " + TimeUnit.NANOSECONDS.toMillis(connections.dialNanos())
                                        + " ms",
                                null);
                    }
                });
    }

    private void failed(int position, Departure departure, Status failure) {
        Verdict verdict = Verdict.of(failure, departure);
        if (verdict != Verdict.REFUSED) {
            connections.moveOnFrom(position);
        }
        boolean othersUntried = !departure.isPossible() && attempts < connections.size();
        long delay = othersUntried ? 0 : backoff.nextNanos();
        boolean timeLeft = delay < deadline - System.nanoTime();
        if (kind.mayBeRepeated(verdict, failure) && timeLeft && !connections.isClosed()) {
            attemptAfter(delay);
        } else {
            result.completeExceptionally(exception(verdict, connections.endpoint(position), failure));
        }
    }

    private void attemptAfter(long delayNanos) {
        if (delayNanos == 0) {
            attempt();
        } else {
            CompletableFuture.delayedExecutor(delayNanos, TimeUnit.NANOSECONDS).execute(this::attempt);
        }
    }

    private KvException exception(Verdict verdict, Endpoint endpoint, Status failure) {
        String code = failure.getCode().name();
        Throwable cause = failure.asException();
        if (verdict == Verdict.REFUSED) {
            String text = failure.getDescription();
            return new RequestRefusedException(text == null ? code : text, code, cause);
        }
        String last = endpoint + ": " + describe(failure);
        if (verdict == Verdict.UNKNOWN && kind == Kind.WRITE) {
            return new OutcomeUnknownException(
                    "the write was sent and may have happened, no answer came from " + last, code, cause);
        }
        String message = attempts == 1
                ? "no answer from " + last
                : "no answer within " + timeout.toMillis() + " ms in " + attempts + " attempts, the last from " + last;
        return new UnavailableException(message, code, cause);
    }

    /** gRPC's description, and what the operating system said when a connection failed. */
    private static String describe(Status failure) {
        var text = new StringBuilder(failure.getCode().name());
        if (failure.getDescription() != null) {
            text.append(": ").append(failure.getDescription());
        }
        Throwable root = failure.getCause();
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        if (root != null && root.getMessage() != null) {
            text.append(" (").append(root.getMessage()).append(')');
        }
        return text.toString();
    }

    /** Hears the end of one attempt. */
    private final class Answer extends ClientCall.Listener<A> {
        private final int position;
        private final Departure departure;
        private @Nullable A message;

        Answer(int position, Departure departure) {
            this.position = position;
            this.departure = departure;
        }

        @Override
        public void onMessage(A message) {
            this.message = message;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (!status.isOk()) {
                failed(position, departure, status);
            } else if (message == null) {
                failed(position, departure, Status.INTERNAL.withDescription("the server answered without a message"));
            } else {
                result.complete(message);
            }
        }
    }
}

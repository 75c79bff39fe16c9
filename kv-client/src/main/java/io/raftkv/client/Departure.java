package io.raftkv.client;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/**
 * Notices whether one call may have left this process.
 *
 * <p>gRPC holds a call back until its channel has a connection, and gives it to the connection by creating a stream. A
 * call that ended without a stream was never written to a socket, so no server has seen it. Between the creation of the
 * stream and the socket lie queues that gRPC does not report on reliably, so a created stream counts as sent.
 */
public final class Departure extends ClientStreamTracer.Factory {
    private volatile boolean possible;

    /** For one call, which has not begun. */
    public Departure() {}

    /** Whether a server may have seen the call. False is certain once the call has ended. Any thread may ask. */
    public boolean isPossible() {
        return possible;
    }

    /**
     * Called for each stream that the call is tried on, when gRPC repeats it because the server had not looked at it.
     */
    @Override
    public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
        return new ClientStreamTracer() {
            @Override
            public void streamCreated(Attributes transportAttributes, Metadata headers) {
                possible = true;
            }
        };
    }
}

package io.raftkv.raft.transport;

import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of one transport share.
 *
 * @param config what the transport was told
 * @param registry where messages are counted
 * @param loops the threads that do all the work
 * @param tls what TLS needs, null when connections are not secured
 * @param logLimiter decides what is news to an operator
 */
record TransportContext(
        GrpcTransportConfig config,
        MeterRegistry registry,
        EventLoops loops,
        @Nullable TlsContexts tls,
        LogLimiter logLimiter) {

    /** Addresses what this server sends. */
    Envelopes envelopes() {
        return new Envelopes(config.clusterId(), config.groupId());
    }
}

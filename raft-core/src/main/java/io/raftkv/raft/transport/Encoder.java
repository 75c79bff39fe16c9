package io.raftkv.raft.transport;

import io.raftkv.raft.transport.proto.RaftProto;

/**
 * Makes envelopes. Payloads are wrapped, not copied: they are first copied when gRPC writes them into the buffer that goes
 * to the socket.
 *
 * @param <T> what travels in them
 */
interface Encoder<T> {

    /** What something counts for beside its payloads when sizes are bounded, in bytes. */
    int FIXED_BYTES = 128;

    /** About how many bytes the envelope is going to have, a little more rather than less. */
    long sizeOf(T content);

    /** The envelope, addressed. */
    RaftProto.Envelope encode(T content);
}

package io.raftkv.raft.transport;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.raftkv.raft.transport.proto.RaftProto;
import io.raftkv.raft.transport.proto.RaftTransportGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The one method of the protocol, as each end of a stream needs it. */
final class SendMethod {

    /** The version of the protocol that this class speaks; see {@code Hello.protocol_version}. */
    static final int PROTOCOL_VERSION = 1;

    /** For the end that sends. */
    static final MethodDescriptor<RaftProto.Envelope, RaftProto.Welcome> SENDER = RaftTransportGrpc.getSendMethod();

    /**
     * For the end that receives. It takes envelopes as bytes, so that one that cannot be parsed is refused by us, who know
     * its sender, and not by gRPC; and so that payloads can stay in the array that they were read into, which gRPC's own
     * way would copy a second time.
     */
    static final MethodDescriptor<byte[], RaftProto.Welcome> RECEIVER =
            SENDER.toBuilder(new Bytes(), SENDER.getResponseMarshaller()).build();

    private SendMethod() {}

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                // Of a stream of known length, available() is what remains: one array, filled once.
                return stream instanceof KnownLength ? stream.readNBytes(stream.available()) : stream.readAllBytes();
            } catch (IOException e) {
                throw Status.INTERNAL
                        .withDescription("cannot read a message")
                        .withCause(e)
                        .asRuntimeException();
            }
        }
    }
}

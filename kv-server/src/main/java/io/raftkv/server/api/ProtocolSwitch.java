package io.raftkv.server.api;

import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.ProtocolNegotiationEvent;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.AsciiString;
import io.raftkv.server.observe.HttpConnection;
import io.raftkv.server.observe.HttpEndpoints;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Lets one port speak both gRPC and plain HTTP/1.1, as etcd's client port does: a connection that begins with the first
 * bytes of HTTP/2 goes on to gRPC, any other to the pages of {@link HttpEndpoints}.
 *
 * <p>It stands where gRPC would negotiate TLS, through the door that grpc-netty keeps for that (its {@code Internal...}
 * classes). A second, own listener in front would have to copy every byte of every gRPC connection; this way the switch
 * leaves the pipeline after the first packet and costs nothing afterwards.
 */
final class ProtocolSwitch implements InternalProtocolNegotiator.ProtocolNegotiator {

    /** What every HTTP/2 connection begins with (RFC 9113, 3.4). No HTTP/1.1 method is called PRI. */
    private static final byte[] HTTP_2_PREFACE = "PRI * HTTP/2.0".getBytes(StandardCharsets.US_ASCII);

    private final InternalProtocolNegotiator.ProtocolNegotiator grpc = InternalProtocolNegotiators.serverPlaintext();
    private final HttpEndpoints endpoints;

    ProtocolSwitch(HttpEndpoints endpoints) {
        this.endpoints = endpoints;
    }

    @Override
    public AsciiString scheme() {
        return grpc.scheme();
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpcHandler) {
        return new FirstBytes(grpcHandler);
    }

    @Override
    public void close() {
        grpc.close();
    }

    /** Holds the first bytes of a connection until they tell which protocol it speaks, then makes room for that one. */
    private final class FirstBytes extends ByteToMessageDecoder {

        private final GrpcHttp2ConnectionHandler grpcHandler;
        private Object startOfNegotiation = InternalProtocolNegotiationEvent.getDefault();

        FirstBytes(GrpcHttp2ConnectionHandler grpcHandler) {
            this.grpcHandler = grpcHandler;
        }

        /** gRPC tells its negotiator once to begin; ours can pass that on only when it knows that there is gRPC to speak. */
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof ProtocolNegotiationEvent) {
                startOfNegotiation = event;
            } else {
                context.fireUserEventTriggered(event);
            }
        }

        /** What was read so far goes to whatever comes next when this handler is removed. */
        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            int length = Math.min(in.readableBytes(), HTTP_2_PREFACE.length);
            for (int i = 0; i < length; i++) {
                if (in.getByte(in.readerIndex() + i) != HTTP_2_PREFACE[i]) {
                    HttpConnection.addAfter(context, endpoints);
                    context.pipeline().remove(this);
                    return;
                }
            }
            if (length == HTTP_2_PREFACE.length) {
                context.pipeline().addAfter(context.name(), null, grpc.newHandler(grpcHandler));
                context.fireUserEventTriggered(startOfNegotiation);
                context.pipeline().remove(this);
            }
        }
    }
}

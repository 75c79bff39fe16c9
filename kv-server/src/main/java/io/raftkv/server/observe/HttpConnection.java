package io.raftkv.server.observe;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/1.1 connection: answers one request and closes. Probes and scrapes come seconds apart, so that a connection
 * that is kept would save nothing, and without one there is no order of answers to keep.
 */
public final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger log = LoggerFactory.getLogger(HttpConnection.class);

    /** Nothing that is asked here has a body worth mentioning. */
    private static final int MAX_BODY_BYTES = 64 << 10;

    /** How long a client may take to send its request, and may then leave the connection open. */
    private static final int READ_TIMEOUT_SECONDS = 30;

    private final HttpEndpoints endpoints;

    private HttpConnection(HttpEndpoints endpoints) {
        this.endpoints = endpoints;
    }

    /** Makes the end of {@code pipeline} speak HTTP/1.1. */
    public static void addTo(ChannelPipeline pipeline, HttpEndpoints endpoints) {
        pipeline.addLast(handlers(endpoints));
    }

    /** Makes what comes next after a handler speak HTTP/1.1, ahead of all that is in the pipeline already. */
    public static void addAfter(ChannelHandlerContext context, HttpEndpoints endpoints) {
        var last = context.name();
        for (var handler : handlers(endpoints)) {
            context.pipeline().addAfter(last, null, handler);
            last = context.pipeline().context(handler).name();
        }
    }

    private static ChannelHandler[] handlers(HttpEndpoints endpoints) {
        return new ChannelHandler[] {
            new ReadTimeoutHandler(READ_TIMEOUT_SECONDS),
            new HttpServerCodec(),
            new HttpObjectAggregator(MAX_BODY_BYTES),
            new HttpConnection(endpoints)
        };
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            send(context, HttpMethod.GET, HttpAnswer.text(HttpResponseStatus.BAD_REQUEST.code(), "400: not HTTP/1.1"));
            return;
        }
        var method = request.method();
        endpoints.answer(method.name(), request.uri()).thenAccept(answer -> send(context, method, answer));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof ReadTimeoutException)) {
            log.debug("HTTP connection broke: remote={}", context.channel().remoteAddress(), cause);
        }
        var unused = context.close();
    }

    private static void send(ChannelHandlerContext context, HttpMethod method, HttpAnswer answer) {
        var body = answer.body().getBytes(StandardCharsets.UTF_8);
        var content = method.equals(HttpMethod.HEAD) ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body);
        var response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), content);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (answer.status() == HttpResponseStatus.METHOD_NOT_ALLOWED.code()) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}

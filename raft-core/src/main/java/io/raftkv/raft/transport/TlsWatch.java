package io.raftkv.raft.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.function.BiConsumer;

/**
 * Hears of connections that were accepted but then came to no agreement on TLS, which gRPC ends without telling anybody.
 * Stands in the pipeline of the socket that listens, where accepted connections come by.
 */
final class TlsWatch extends ChannelInboundHandlerAdapter {

    private final BiConsumer<SocketAddress, String> onFailure;

    /** @param onFailure told by an event loop from where the connection came, and what was wrong */
    TlsWatch(BiConsumer<SocketAddress, String> onFailure) {
        this.onFailure = onFailure;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        if (accepted instanceof Channel channel) {
            channel.pipeline().addLast(new Connection());
        }
        ctx.fireChannelRead(accepted);
    }

    private final class Connection extends ChannelInboundHandlerAdapter {

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            // With this event gRPC adds its TLS handler.
            ctx.fireChannelActive();
            var handler = ctx.pipeline().get(SslHandler.class);
            if (handler != null) {
                var remote = ctx.channel().remoteAddress();
                handler.handshakeFuture().addListener(handshake -> {
                    if (!handshake.isSuccess()) {
                        failed(remote, handshake.cause());
                    }
                });
            }
            ctx.pipeline().remove(this);
        }

        private void failed(SocketAddress remote, Throwable cause) {
            // Whoever hangs up without a word was perhaps only looking whether the port is open.
            if (!(cause instanceof ClosedChannelException)) {
                onFailure.accept(remote, Addresses.reason(cause));
            }
        }
    }
}

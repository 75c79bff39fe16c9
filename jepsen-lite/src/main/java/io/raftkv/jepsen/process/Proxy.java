package io.raftkv.jepsen.process;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** Passes connections on, each through two {@link Wire}s, one a direction. */
final class Proxy implements AutoCloseable {

    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    /**
     * Begins to listen.
     *
     * @param listen port 0 lets the system choose one
     * @param target whom to connect to for each connection
     * @param there what is sent to the target
     * @param back what it sends
     * @return where it listens
     * @throws HarnessException when it cannot
     */
    InetSocketAddress open(InetSocketAddress listen, InetSocketAddress target, Wire there, Wire back) {
        var bound = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        passOn(accepted, target, there, back);
                    }
                })
                .bind(listen)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new HarnessException(
                    "cannot listen on " + listen + " for the proxy: " + bound.cause(), bound.cause());
        }
        return (InetSocketAddress) bound.channel().localAddress();
    }

    private static void passOn(Channel accepted, InetSocketAddress target, Wire there, Wire back) {
        var connected = new Bootstrap()
                .group(accepted.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .handler(NOTHING_YET)
                .connect(target);
        connected.addListener(outcome -> {
            Channel other = connected.channel();
            if (!outcome.isSuccess() || !accepted.isActive()) {
                Pipe.reset(accepted);
                var unused = other.close();
                return;
            }
            accepted.pipeline().addLast(new Pipe(there, accepted, other));
            other.pipeline().addLast(new Pipe(back, other, accepted));
            accepted.config().setAutoRead(true);
            other.config().setAutoRead(true);
        });
    }

    private static final ChannelHandler NOTHING_YET = new ChannelInitializer<Channel>() {
        @Override
        protected void initChannel(Channel channel) {
            // What handles it depends on whether the connection succeeds.
        }
    };

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}

package io.raftkv.server.api;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads that read from and write to clients, and the kind of socket that they serve: epoll's where its native
 * library loads, else Java's own.
 *
 * @param acceptors one thread, which does nothing but accept connections
 * @param workers one thread a core and at least two, so that one large answer does not hold up everybody
 * @param channelType what listens
 */
record EventLoops(EventLoopGroup acceptors, EventLoopGroup workers, Class<? extends ServerChannel> channelType) {

    private static final long STOP_MILLIS = 500;

    static EventLoops create() {
        int workers = Math.max(2, Runtime.getRuntime().availableProcessors());
        return Epoll.isAvailable()
                ? new EventLoops(epoll("accept", 1), epoll("client", workers), EpollServerSocketChannel.class)
                : new EventLoops(nio("accept", 1), nio("client", workers), NioServerSocketChannel.class);
    }

    private static EventLoopGroup epoll(String name, int threads) {
        return new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory(name, true), EpollIoHandler.newFactory());
    }

    private static EventLoopGroup nio(String name, int threads) {
        return new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
    }

    /** Closes what is still open and ends the threads; returns when they are gone, or shortly after they should be. */
    void close() {
        var acceptorsGone = acceptors.shutdownGracefully(0, STOP_MILLIS, TimeUnit.MILLISECONDS);
        var workersGone = workers.shutdownGracefully(0, STOP_MILLIS, TimeUnit.MILLISECONDS);
        acceptorsGone.awaitUninterruptibly(2 * STOP_MILLIS);
        workersGone.awaitUninterruptibly(2 * STOP_MILLIS);
    }
}

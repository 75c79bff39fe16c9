package io.raftkv.raft.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads on which all of a transport's work is done, and the kind of sockets that they serve: epoll's where its
 * native library loads, else Java's own. They serve all peers in both directions. One is enough for a few cores: two messages
 * to two peers then cost one wake-up.
 *
 * @param group the loops, whose threads start with the first work for them
 * @param channelType sockets that connect
 * @param serverChannelType sockets that listen
 */
record EventLoops(
        EventLoopGroup group, Class<? extends Channel> channelType, Class<? extends ServerChannel> serverChannelType) {

    private static final int CORES_FOR_ONE_THREAD = 4;

    /** How long threads that are told to stop may take to close their sockets. */
    private static final long STOP_MILLIS = 500;

    static EventLoops create(String name) {
        var threads = new DefaultThreadFactory(name, true);
        int count = Runtime.getRuntime().availableProcessors() <= CORES_FOR_ONE_THREAD ? 1 : 2;
        return Epoll.isAvailable()
                ? new EventLoops(
                        new MultiThreadIoEventLoopGroup(count, threads, EpollIoHandler.newFactory()),
                        EpollSocketChannel.class,
                        EpollServerSocketChannel.class)
                : new EventLoops(
                        new MultiThreadIoEventLoopGroup(count, threads, NioIoHandler.newFactory()),
                        NioSocketChannel.class,
                        NioServerSocketChannel.class);
    }

    /** The next loop in turn. */
    EventLoop next() {
        return group.next();
    }

    /** A socket that listens, with a handler that sees what it accepts. */
    ServerChannel newServerChannel(ChannelHandler handler) {
        var channel = new ReflectiveChannelFactory<>(serverChannelType).newChannel();
        channel.pipeline().addLast(handler);
        return channel;
    }

    /** Closes every socket and ends the threads. Returns when they are gone, or shortly after they should have been. */
    void close() {
        group.shutdownGracefully(0, STOP_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(2 * STOP_MILLIS, TimeUnit.MILLISECONDS);
    }
}

package io.raftkv.jepsen.process;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import io.raftkv.raft.sim.LinkConditions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What comes out of one connection of a {@link Proxy} and goes into the other, in order and when the {@link Wire} lets it. Both live on the
 * same event loop, on which everything here happens but {@link #wake} and {@link #reset}.
 */
final class Pipe extends ChannelInboundHandlerAdapter {

    /** What may wait in the proxy; as much again waits in the system's buffers before the sender notices. */
    private static final int MAX_WAITING_BYTES = 256 << 10;

    /** What a network would lose once in so many packets breaks a connection: TCP hides single losses, and long ones end it. */
    private static final int LOSSES_PER_RESET = 20;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /**
     * Something on its way.
     *
     * @param due when it arrives, as {@link System#nanoTime} tells
     * @param content null for the end
     */
    private record Parcel(long due, @Nullable ByteBuf content) {}

    private final Wire wire;
    private final Channel source;
    private final Channel sink;
    private final Deque<Parcel> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private long lastDue = System.nanoTime();
    private boolean isScheduled;

    Pipe(Wire wire, Channel source, Channel sink) {
        this.wire = wire;
        this.source = source;
        this.sink = sink;
        wire.add(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var content = (ByteBuf) message;
        LinkConditions conditions = wire.conditions();
        var random = ThreadLocalRandom.current();
        if (random.nextInt(100 * LOSSES_PER_RESET) < conditions.lossPercent()) {
            content.release();
            reset();
            return;
        }
        waitingBytes += content.readableBytes();
        waiting.add(new Parcel(dueOf(content.readableBytes(), conditions), content));
        deliver();
    }

    private long dueOf(int bytes, LinkConditions conditions) {
        long transmission = conditions.bytesPerSecond() == LinkConditions.UNLIMITED
                ? 0
                : bytes * NANOS_PER_SECOND / conditions.bytesPerSecond();
        long delay = conditions.maxDelay().equals(LinkConditions.GOOD.maxDelay())
                ? 0
                : ThreadLocalRandom.current()
                        .nextLong(
                                conditions.minDelay().toNanos(),
                                conditions.maxDelay().toNanos() + 1);
        lastDue = Math.max(lastDue + transmission, System.nanoTime() + transmission + delay);
        return lastDue;
    }

    private void deliver() {
        boolean isWritten = false;
        while (!waiting.isEmpty() && !wire.isCut()) {
            long early = waiting.getFirst().due() - System.nanoTime();
            if (early > 0) {
                deliverIn(early);
                break;
            }
            ByteBuf content = waiting.removeFirst().content();
            if (content == null) {
                end();
                return;
            }
            waitingBytes -= content.readableBytes();
            var unused = sink.write(content);
            isWritten = true;
        }
        if (isWritten) {
            sink.flush();
        }
        source.config().setAutoRead(waitingBytes < MAX_WAITING_BYTES && sink.isWritable());
    }

    private void deliverIn(long nanos) {
        if (!isScheduled) {
            isScheduled = true;
            var unused = source.eventLoop()
                    .schedule(
                            () -> {
                                isScheduled = false;
                                deliver();
                            },
                            nanos,
                            TimeUnit.NANOSECONDS);
        }
    }

    /** The wire may let through more than before. Any thread may call it. */
    void wake() {
        source.eventLoop().execute(this::deliver);
    }

    /** Breaks both connections without a farewell. Any thread may call it. */
    void reset() {
        source.eventLoop().execute(() -> {
            reset(source);
            reset(sink);
            drop();
        });
    }

    static void reset(Channel channel) {
        if (!channel.isOpen()) {
            return;
        }
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        var unused = channel.close();
    }

    /** The sink takes more again. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        var opposite = sink.pipeline().get(Pipe.class);
        if (opposite != null) {
            opposite.deliver();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        waiting.add(new Parcel(lastDue, null));
        deliver();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        reset();
    }

    /** After what was written before. */
    private void end() {
        drop();
        var unused = sink.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    private void drop() {
        wire.remove(this);
        waiting.forEach(parcel -> ReferenceCountUtil.release(parcel.content()));
        waiting.clear();
    }
}

package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.GrpcTransportConfig.hex;

import io.grpc.Status;
import io.micrometer.core.instrument.Gauge;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.raftkv.raft.core.Message;
import io.raftkv.raft.transport.PeerMeters.DropReason;
import io.raftkv.raft.transport.proto.RaftProto;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one peer: keeps a stream open, whatever it takes, and sends on it.
 *
 * <p>gRPC's calls are not thread-safe, and a write from a thread that is not the connection's own is handed over to that
 * thread in any case. So the senders hand over here, once: they add to a queue, and at most one task at a time empties it
 * on the event loop that also serves the connection. What this costs a sender is one addition to a concurrent queue and two
 * to a counter; only the first message of a batch wakes the loop. On the loop, the writes of one task share one flush, so
 * that a batch costs about one system call. Encoding is done there, too: it burdens the thread that has the least to do.
 *
 * <p>Without a stream messages are dropped, not kept: by the time that a peer is reached again they would be news of the
 * past, and the algorithm repeats what is still worth saying.
 */
final class PeerLink implements OutgoingStream.Owner {

    private static final Logger log = LoggerFactory.getLogger(PeerLink.class);

    private final long peer;
    private final List<InetSocketAddress> addresses;
    private final GrpcTransportConfig config;
    private final EventLoops loops;
    private final EventLoop loop;
    private final MessageEncoder encoder;
    private final PeerMeters meters;
    private final LogLimiter logLimiter;
    private final List<Gauge> gauges;

    private final SendQueue queue;
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final Runnable drain = this::drain;
    private volatile boolean connected;

    // The rest belongs to the event loop.
    private final Backoff backoff;
    private @Nullable OutgoingStream stream;
    private @Nullable Future<?> retry;
    private int attempts;
    private String address = "";
    private String knownTrouble = "";
    private long connectedSince;
    private boolean closed;

    PeerLink(
            long peer,
            List<InetSocketAddress> addresses,
            GrpcTransportConfig config,
            EventLoops loops,
            PeerMeters meters,
            LogLimiter logLimiter) {
        this.peer = peer;
        this.addresses = addresses;
        this.config = config;
        this.loops = loops;
        this.meters = meters;
        this.logLimiter = logLimiter;
        loop = loops.next();
        encoder = new MessageEncoder(config.clusterId(), config.groupId());
        queue = new SendQueue(config.maxQueuedBytesPerPeer());
        backoff = new Backoff(config.minBackoff(), config.maxBackoff());
        gauges = List.of(
                meters.gauge("connected", "1 while the peer takes messages", this, link -> link.connected ? 1 : 0),
                meters.gauge("queued.bytes", "Bytes that wait for the connection", queue, SendQueue::bytes));
    }

    /** Begins to connect. */
    void start() {
        loop.execute(this::connect);
    }

    /** Sends a message or drops it. Any thread may call it. */
    void send(Message message) {
        if (!connected) {
            meters.dropped(DropReason.UNCONNECTED);
            return;
        }
        if (!queue.offer(message)) {
            meters.dropped(DropReason.QUEUE_FULL);
            return;
        }
        if (!drainScheduled.get() && drainScheduled.compareAndSet(false, true)) {
            try {
                loop.execute(drain);
            } catch (RejectedExecutionException e) {
                meters.dropped(DropReason.UNCONNECTED); // The transport has been closed meanwhile.
            }
        }
    }

    /** Says that the peer is evidently up, so that the next attempt to connect is made now. Any thread may call it. */
    void peerIsUp() {
        loop.execute(() -> {
            backoff.reset();
            if (retry != null) {
                retry.cancel(false);
                connect();
            }
        });
    }

    /** Ends the stream and connects no more. */
    Future<?> close() {
        return loop.submit(() -> {
            closed = true;
            connected = false;
            if (retry != null) {
                retry.cancel(false);
                retry = null;
            }
            if (stream != null) {
                stream.close();
                stream = null;
            }
            gauges.forEach(meters::remove);
        });
    }

    private void connect() {
        retry = null;
        var next = addresses.get(attempts++ % addresses.size());
        address = Addresses.print(next);
        var unused = Addresses.resolve(next)
                .whenCompleteAsync(
                        (resolved, failure) -> {
                            if (closed) {
                                return;
                            }
                            if (failure != null) {
                                failed(Status.UNAVAILABLE.withCause(failure));
                            } else {
                                open(resolved);
                            }
                        },
                        loop);
    }

    private void open(InetSocketAddress resolved) {
        stream = new OutgoingStream(resolved, loop, loops.channelType(), config.maxMessageBytes(), this);
        stream.start(encoder.hello(config.self(), peer, SendMethod.PROTOCOL_VERSION));
    }

    @Override
    public void onWelcome(OutgoingStream welcomed) {
        connected = true;
        connectedSince = System.nanoTime();
        knownTrouble = "";
        meters.connected();
        log.info("reached peer peer={} address={}", hex(peer), address);
    }

    @Override
    public void onReady(OutgoingStream ready) {
        drain();
    }

    @Override
    public void onEnd(OutgoingStream ended, Status reason) {
        stream = null;
        if (!connected) {
            failed(reason);
            return;
        }
        connected = false;
        dropQueued();
        log.warn("lost peer peer={} address={} reason=\"{}\"", hex(peer), address, print(reason));
        knownTrouble = trouble(reason);
        // A peer that welcomes us and hangs up at once is not to be asked again without pause.
        if (System.nanoTime() - connectedSince > config.maxBackoff().toNanos()) {
            backoff.reset();
        }
        connectLater();
    }

    private void failed(Status reason) {
        if (!trouble(reason).equals(knownTrouble)) {
            knownTrouble = trouble(reason);
            log.warn(
                    "{} peer={} address={} reason=\"{}\"",
                    isRefusal(reason)
                            ? "peer refuses this server, which will keep trying"
                            : "cannot reach peer, will keep trying",
                    hex(peer),
                    address,
                    print(reason));
        }
        connectLater();
    }

    private void connectLater() {
        retry = loop.schedule(this::connect, backoff.nextDelayNanos(), TimeUnit.NANOSECONDS);
    }

    private void drain() {
        // Before the queue is read: a message that is added after it was found empty must schedule the next task.
        drainScheduled.set(false);
        var open = stream;
        if (open == null || !connected) {
            dropQueued();
            return;
        }
        while (open.isReady()) {
            var message = queue.poll();
            if (message == null) {
                return;
            }
            write(open, message);
        }
    }

    private void write(OutgoingStream open, Message message) {
        RaftProto.Envelope envelope = encoder.encode(message);
        int bytes = envelope.getSerializedSize();
        if (bytes <= config.maxMessageBytes()) {
            open.write(envelope);
            meters.sent(bytes);
            return;
        }
        meters.dropped(DropReason.TOO_LARGE);
        var kind = message.getClass().getSimpleName();
        if (logLimiter.isNews(List.of(peer, kind))) {
            log.warn(
                    "dropped a message that exceeds maxMessageBytes, which must exceed the largest entry"
                            + " peer={} kind={} bytes={} maxMessageBytes={}",
                    hex(peer),
                    kind,
                    bytes,
                    config.maxMessageBytes());
        }
    }

    private void dropQueued() {
        while (queue.poll() != null) {
            meters.dropped(DropReason.CONNECTION_LOST);
        }
    }

    /** What is logged once: that the peer cannot be reached, for whatever reasons in turn, or each kind of refusal. */
    private static String trouble(Status reason) {
        return isRefusal(reason) ? print(reason) : "unreachable";
    }

    private static boolean isRefusal(Status reason) {
        return reason.getCode() == Status.Code.FAILED_PRECONDITION;
    }

    private static String print(Status status) {
        var cause = status.getCause();
        var text = cause != null ? Addresses.reason(cause) : status.getDescription();
        return text != null ? text : status.getCode().name();
    }
}

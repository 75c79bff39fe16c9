package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.GrpcTransportConfig.hex;

import io.grpc.Status;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.raftkv.raft.transport.PeerMeters.DropReason;
import io.raftkv.raft.transport.proto.RaftProto;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lane to one peer: keeps a stream open, whatever it takes, and sends on it.
 *
 * <p>gRPC's calls are not thread-safe, and a write from a thread that is not the connection's own is handed over to that
 * thread in any case. So the senders hand over here, once: they add to a queue, and at most one task at a time empties it
 * on the event loop that also serves the connection. What this costs a sender is one addition to a concurrent queue and two
 * to a counter; only the first message of a batch wakes the loop. On the loop, the writes of one task share one flush, so
 * that a batch costs about one system call. Encoding is done there, too: it burdens the thread that has the least to do.
 *
 * <p>Without a stream messages are dropped, not kept: by the time that a peer is reached again they would be news of the
 * past, and the algorithm repeats what is still worth saying.
 *
 * <p>A peer that is to be found elsewhere is sent to where it was until it is reached there: whoever changes an address may
 * do so before the server has moved.
 *
 * @param <T> what travels on the lane
 */
final class PeerLink<T> implements OutgoingStream.Owner {

    private static final Logger log = LoggerFactory.getLogger(PeerLink.class);

    /** How long a stream that is replaced stays open, for what is still on its way. */
    private static final long REPLACED_STREAM_MILLIS = 1_000;

    private final long peer;
    private final Lane lane;
    private final Encoder<T> encoder;
    private final PeerMeters meters;
    private final LinkLog linkLog;
    private final EventLoop loop;
    private final Supplier<String> ownAddress;
    private final TransportContext context;

    private final SendQueue<T> queue;
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final Runnable drain = this::drain;
    private volatile boolean connected;

    // The rest belongs to the event loop.
    private final Backoff backoff;
    private List<InetSocketAddress> addresses = List.of();
    /** Takes what is sent; there is one while we are connected. */
    private @Nullable OutgoingStream stream;

    private String streamAddress = "";
    private long connectedSince;

    /** One that is not welcomed yet. */
    private @Nullable OutgoingStream attempt;

    private String attemptAddress = "";
    private int attempts;
    /** An attempt that is due. */
    private @Nullable Future<?> retry;
    /** An attempt is made or due. */
    private boolean connecting;
    /** Changes when the attempt that is made must not go on. */
    private int course;

    private boolean closed;

    /** @param ownAddress where the peer is told to answer, when it does not know this server; empty for nowhere */
    PeerLink(
            long peer,
            Lane lane,
            Encoder<T> encoder,
            PeerMeters meters,
            LinkLog linkLog,
            EventLoop loop,
            Supplier<String> ownAddress,
            TransportContext context) {
        this.peer = peer;
        this.lane = lane;
        this.encoder = encoder;
        this.meters = meters;
        this.linkLog = linkLog;
        this.loop = loop;
        this.ownAddress = ownAddress;
        this.context = context;
        var config = context.config();
        queue = new SendQueue<>(config.maxQueuedBytes(lane), encoder::sizeOf);
        backoff = new Backoff(config.minBackoff(), config.maxBackoff());
        meters.gauge("connected", "1 while the peer takes messages", this, link -> link.connected ? 1 : 0);
        meters.gauge("queued.bytes", "Bytes that wait for the connection", queue, SendQueue::bytes);
    }

    /**
     * Connects to the peer, which is found at one of these addresses; at none as long as none is known. When it is connected
     * already, what is sent goes there until one of the new addresses answers. Any thread may call it.
     */
    void connectTo(List<InetSocketAddress> newAddresses) {
        loop.execute(() -> {
            if (closed) {
                return;
            }
            cancelAttempt();
            addresses = newAddresses;
            attempts = 0;
            backoff.reset();
            if (!addresses.isEmpty()) {
                connect();
            }
        });
    }

    /** Whether the peer takes what is sent. Any thread may ask. */
    boolean isConnected() {
        return connected;
    }

    /** Sends a message or drops it. Any thread may call it. */
    void send(T message) {
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

    /** Ends the stream and connects no more. Any thread may call it. */
    Future<?> close() {
        return loop.submit(() -> {
            closed = true;
            connected = false;
            cancelAttempt();
            if (stream != null) {
                stream.close();
                stream = null;
            }
        });
    }

    private void connect() {
        retry = null;
        connecting = true;
        var next = addresses.get(attempts++ % addresses.size());
        attemptAddress = Addresses.print(next);
        int begun = course;
        var unused = Addresses.resolve(next)
                .whenCompleteAsync(
                        (resolved, failure) -> {
                            if (begun != course) {
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
        attempt = new OutgoingStream(resolved, loop, context, this);
        attempt.start(context.envelopes()
                .hello(context.config().self(), peer, SendMethod.PROTOCOL_VERSION, lane, ownAddress.get()));
    }

    private void cancelAttempt() {
        course++;
        connecting = false;
        if (retry != null) {
            retry.cancel(false);
            retry = null;
        }
        if (attempt != null) {
            attempt.close();
            attempt = null;
        }
    }

    @Override
    public void onWelcome(OutgoingStream welcomed) {
        var replaced = stream;
        if (replaced != null) {
            var unused = loop.schedule(replaced::close, REPLACED_STREAM_MILLIS, TimeUnit.MILLISECONDS);
        }
        attempt = null;
        connecting = false;
        stream = welcomed;
        streamAddress = attemptAddress;
        connected = true;
        connectedSince = System.nanoTime();
        meters.connected();
        linkLog.reached(streamAddress);
        drain();
    }

    @Override
    public void onReady(OutgoingStream ready) {
        if (ready == stream) {
            drain();
        }
    }

    @Override
    public void onEnd(OutgoingStream ended, Status reason) {
        if (ended == attempt) {
            attempt = null;
            failed(reason);
        } else if (ended == stream) {
            lost(reason);
        }
    }

    private void lost(Status reason) {
        stream = null;
        connected = false;
        dropQueued();
        // The peer ends this stream by itself when it has taken the one that replaces it.
        if (attempt == null || reason.getCode() != Status.Code.ABORTED) {
            linkLog.lost(streamAddress, reason);
        }
        // A peer that welcomes us and hangs up at once is not to be asked again without pause.
        if (System.nanoTime() - connectedSince > context.config().maxBackoff().toNanos()) {
            backoff.reset();
        }
        if (!connecting && !addresses.isEmpty()) {
            connectLater();
        }
    }

    private void failed(Status reason) {
        linkLog.failed(attemptAddress, reason);
        connectLater();
    }

    private void connectLater() {
        connecting = true;
        retry = loop.schedule(this::connect, backoff.nextDelayNanos(), TimeUnit.NANOSECONDS);
    }

    private void drain() {
        // Before the queue is read: a message that is added after it was found empty must schedule the next task.
        drainScheduled.set(false);
        var open = stream;
        if (open == null) {
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

    private void write(OutgoingStream open, T message) {
        RaftProto.Envelope envelope = encoder.encode(message);
        int bytes = envelope.getSerializedSize();
        int maxBytes = context.config().maxMessageBytes();
        if (bytes <= maxBytes) {
            open.write(envelope);
            meters.sent(bytes);
            return;
        }
        meters.dropped(DropReason.TOO_LARGE);
        var kind = envelope.getMessageCase();
        if (context.logLimiter().isNews(List.of(peer, kind))) {
            log.warn(
                    "dropped a message that exceeds maxMessageBytes, which must exceed the largest entry and the largest chunk of a snapshot"
                            + " peer={} kind={} bytes={} maxMessageBytes={}",
                    hex(peer),
                    kind,
                    bytes,
                    maxBytes);
        }
    }

    private void dropQueued() {
        while (queue.poll() != null) {
            meters.dropped(DropReason.CONNECTION_LOST);
        }
    }
}

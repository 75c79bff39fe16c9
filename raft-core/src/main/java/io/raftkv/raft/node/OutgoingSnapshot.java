package io.raftkv.raft.node;

import io.raftkv.raft.core.InstallSnapshot;
import io.raftkv.raft.snapshot.Snapshot;
import io.raftkv.raft.snapshot.SnapshotPart;
import io.raftkv.raft.transport.Transport;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Sends one snapshot to one server: offers it, goes on from where the server says that it is, keeps a window of bytes on the
 * way, and starts again from the last acknowledged byte when nothing has come back for a while.
 */
final class OutgoingSnapshot {

    private static final long RETRIES_BEFORE_GIVING_UP = 10;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final InstallSnapshot request;
    private final Snapshot snapshot;
    private final RaftNodeConfig.Snapshots config;
    private final Transport transport;

    /** Whether the server has answered the offer: only then it is known where to go on. */
    private boolean accepted;

    private boolean ended;
    private boolean declined;
    private long sent;
    private long acknowledged;

    /** The offset for which the server has asked twice: sent again once, and after that only when nothing comes for a while. */
    private long askedAgainFor = -1;

    private long lastProgress;
    private long retryAt;

    /** When the next part may be sent without exceeding the limit of speed, in nanoseconds. */
    private long mayGoOnAt;

    OutgoingSnapshot(
            InstallSnapshot request,
            Snapshot snapshot,
            RaftNodeConfig.Snapshots config,
            Transport transport,
            long now) {
        this.request = request;
        this.snapshot = snapshot;
        this.config = config;
        this.transport = transport;
        this.lastProgress = now;
        offer(now);
    }

    InstallSnapshot request() {
        return request;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** Whether all was sent and acknowledged, or it was given up. */
    boolean hasEnded() {
        return ended;
    }

    /** Bytes that the server has acknowledged. */
    long acknowledged() {
        return acknowledged;
    }

    private void offer(long now) {
        accepted = false;
        retryAt = now + config.giveUpAfter().toNanos() / RETRIES_BEFORE_GIVING_UP;
        transport.send(new SnapshotPart.Offer(request, snapshot.manifest()));
    }

    /** The server has everything before {@code offset}. */
    void progress(long offset, long now) {
        if (declined || offset > snapshot.manifest().totalBytes()) {
            return;
        }
        boolean answersOffer = !accepted;
        boolean asksAgain = accepted && offset == acknowledged && sent > acknowledged && askedAgainFor != offset;
        if (asksAgain) {
            askedAgainFor = offset;
            sent = offset;
        }
        if (answersOffer || offset > acknowledged) {
            lastProgress = now;
            retryAt = now + config.giveUpAfter().toNanos() / RETRIES_BEFORE_GIVING_UP;
            acknowledged = offset;
        }
        if (answersOffer) {
            accepted = true;
            sent = offset;
        }
        if (acknowledged == snapshot.manifest().totalBytes()) {
            ended = true;
        }
    }

    /** The server does not take it, and will hardly take another one at once: it is left alone for a while. */
    void declined(long now) {
        declined = true;
        accepted = false;
        lastProgress = now;
    }

    /** Whether all of it has arrived. */
    boolean isComplete() {
        return acknowledged == snapshot.manifest().totalBytes() && accepted;
    }

    /** Sends what the window and the limit of speed allow; returns when there is more to do, in nanoseconds. */
    long run(long now) {
        if (!ended && now - lastProgress >= config.giveUpAfter().toNanos()) {
            ended = true;
        }
        if (ended) {
            return LoopBody.WHEN_WOKEN;
        }
        if (declined) {
            return lastProgress + config.giveUpAfter().toNanos();
        }
        if (now >= retryAt) {
            offer(now);
        }
        boolean throttled = false;
        while (accepted && hasMoreToSend() && sent - acknowledged < config.windowBytes() && !throttled) {
            throttled = now < mayGoOnAt;
            if (!throttled) {
                sendChunk(now);
            }
        }
        return throttled ? Math.min(retryAt, mayGoOnAt) : retryAt;
    }

    private boolean hasMoreToSend() {
        return sent < snapshot.manifest().totalBytes();
    }

    private void sendChunk(long now) {
        int length = (int) Math.min(config.chunkBytes(), snapshot.manifest().totalBytes() - sent);
        var data = ByteBuffer.allocate(length);
        snapshot.read(sent, data);
        data.flip();
        transport.send(new SnapshotPart.Chunk(
                request.from(),
                request.to(),
                snapshot.manifest().id(),
                sent,
                checksumOf(data),
                data.asReadOnlyBuffer()));
        sent += length;
        if (config.bytesPerSecond() != Long.MAX_VALUE) {
            mayGoOnAt = Math.max(mayGoOnAt, now) + length * NANOS_PER_SECOND / config.bytesPerSecond();
        }
    }

    static int checksumOf(ByteBuffer data) {
        var checksum = new CRC32C();
        checksum.update(data.duplicate());
        return (int) checksum.getValue();
    }
}

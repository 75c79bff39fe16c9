package io.raftkv.raft.node;

import io.raftkv.raft.core.InstallSnapshot;
import io.raftkv.raft.snapshot.Snapshot;
import io.raftkv.raft.snapshot.SnapshotPart;
import io.raftkv.raft.transport.Transport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshots that go out (P 7): the one that was taken last, and those that are on their way. One is kept for a while after
 * it was sent, for a server that comes back, and closed when a newer one has replaced it and nobody is being sent it.
 */
final class OutgoingSnapshots {

    private static final Logger LOG = LoggerFactory.getLogger(OutgoingSnapshots.class);

    /** A snapshot is kept this many times {@code giveUpAfter} for a server that comes back. */
    private static final long KEPT_FOR = 6;

    private final StateMachine<?> stateMachine;
    private final RaftNodeConfig.Snapshots config;
    private final Transport transport;
    private final SnapshotLoop.Listener listener;
    private final RaftMetrics metrics;

    private @Nullable Snapshot taken;
    private long takenUsedAt;

    /** Snapshots that a newer one has replaced, and that are still on their way to somebody. */
    private final List<Snapshot> replaced = new ArrayList<>();

    private final Map<Long, OutgoingSnapshot> outgoing = new HashMap<>();

    OutgoingSnapshots(
            StateMachine<?> stateMachine,
            RaftNodeConfig.Snapshots config,
            Transport transport,
            SnapshotLoop.Listener listener,
            RaftMetrics metrics) {
        this.stateMachine = stateMachine;
        this.config = config;
        this.transport = transport;
        this.listener = listener;
        this.metrics = metrics;
    }

    /** Takes a snapshot, unless the last one reaches up to {@code index}, which it must to join the log. */
    void take(long index, long now) {
        Snapshot snapshot = taken;
        if (snapshot == null || snapshot.manifest().lastIncludedIndex() < index) {
            retireTaken();
            snapshot = stateMachine.snapshot();
            taken = snapshot;
        }
        takenUsedAt = now;
        listener.snapshotTaken(snapshot.manifest().lastIncludedIndex());
    }

    /** Begins to send the snapshot that was taken last, if it is still the one that the core speaks of. */
    void send(InstallSnapshot request, long now) {
        Snapshot snapshot = taken;
        long wanted = request.snapshot().lastIncluded().index();
        if (snapshot == null || snapshot.manifest().lastIncludedIndex() != wanted) {
            listener.snapshotTransferEnded(request);
            return;
        }
        OutgoingSnapshot former =
                outgoing.put(request.to(), new OutgoingSnapshot(request, snapshot, config, transport, now));
        if (former != null) {
            listener.snapshotTransferEnded(former.request());
        }
        LOG.info(
                "sends a snapshot to={} lastIncludedIndex={} bytes={}",
                Long.toHexString(request.to()),
                wanted,
                snapshot.manifest().totalBytes());
    }

    /** A server has everything before an offset. */
    void progress(SnapshotPart.Progress progress, long now) {
        OutgoingSnapshot transfer = transferOf(progress);
        if (transfer != null) {
            transfer.progress(progress.offset(), now);
        }
    }

    /** A server does not take what it is offered. */
    void declined(SnapshotPart.Declined declined, long now) {
        OutgoingSnapshot transfer = transferOf(declined);
        if (transfer != null) {
            LOG.info(
                    "a server does not take the snapshot server={} reason=\"{}\"",
                    Long.toHexString(declined.from()),
                    declined.reason());
            transfer.declined(now);
        }
    }

    private @Nullable OutgoingSnapshot transferOf(SnapshotPart answer) {
        OutgoingSnapshot transfer = outgoing.get(answer.from());
        return transfer != null && transfer.snapshot().manifest().id() == answer.snapshotId() ? transfer : null;
    }

    /** Sends what windows and limits allow; returns when there is more to do, in nanoseconds. */
    long run(long now) {
        long next = LoopBody.WHEN_WOKEN;
        Iterator<OutgoingSnapshot> all = outgoing.values().iterator();
        while (all.hasNext()) {
            OutgoingSnapshot transfer = all.next();
            next = Math.min(next, transfer.run(now));
            if (transfer.hasEnded()) {
                all.remove();
                takenUsedAt = now;
                if (transfer.isComplete()) {
                    metrics.snapshotSent(transfer.acknowledged());
                } else {
                    metrics.snapshotGivenUp(transfer.acknowledged());
                }
                reportEnd(transfer);
                listener.snapshotTransferEnded(transfer.request());
            }
        }
        replaced.removeIf(this::closeIfUnused);
        if (taken != null && outgoing.isEmpty()) {
            long closeAt = takenUsedAt + KEPT_FOR * config.giveUpAfter().toNanos();
            if (now >= closeAt) {
                retireTaken();
            } else {
                next = Math.min(next, closeAt);
            }
        }
        return next;
    }

    private static void reportEnd(OutgoingSnapshot transfer) {
        String to = Long.toHexString(transfer.request().to());
        long index = transfer.snapshot().manifest().lastIncludedIndex();
        long bytes = transfer.snapshot().manifest().totalBytes();
        if (transfer.isComplete()) {
            LOG.info("sent a snapshot to={} lastIncludedIndex={} bytes={}", to, index, bytes);
        } else {
            LOG.warn(
                    "gave up sending a snapshot, and goes on when the server is heard from again to={}"
                            + " lastIncludedIndex={} acknowledgedBytes={} bytes={}",
                    to,
                    index,
                    transfer.acknowledged(),
                    bytes);
        }
    }

    private void retireTaken() {
        Snapshot former = taken;
        if (former != null) {
            taken = null;
            if (!closeIfUnused(former)) {
                replaced.add(former);
            }
        }
    }

    private boolean closeIfUnused(Snapshot snapshot) {
        if (isInUse(snapshot)) {
            return false;
        }
        snapshot.close();
        return true;
    }

    private boolean isInUse(Snapshot snapshot) {
        return outgoing.values().stream()
                .anyMatch(transfer -> transfer.snapshot().equals(snapshot));
    }

    /** The node has stopped. */
    void close() {
        outgoing.clear();
        retireTaken();
        replaced.removeIf(this::closeIfUnused);
    }
}

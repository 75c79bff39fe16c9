package io.raftkv.raft.node;

import io.raftkv.raft.core.InstallSnapshot;
import io.raftkv.raft.snapshot.Snapshot;
import io.raftkv.raft.snapshot.SnapshotPart;
import io.raftkv.raft.storage.FreeSpace;
import io.raftkv.raft.transport.Transport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stage beside the others for what takes long (P 7): has the state machine make its state durable, takes snapshots of it,
 * sends them, and receives those of others. Neither the log nor the applier waits for any of it.
 *
 * <p>From the moment that a received snapshot is complete until the core has decided about it, and it is installed if need be,
 * nothing else is received and the state machine is left alone: what the log relies on must not be overwritten.
 */
final class SnapshotLoop<R> implements LoopBody {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotLoop.class);

    /** More parts than fit into a window must not pile up. */
    private static final int MAX_WAITING_PARTS = 256;

    /** A snapshot is kept this many times {@code giveUpAfter} for a server that comes back. */
    private static final long KEPT_FOR = 6;

    /** What the consensus loop learns from this one; called by this loop's thread. */
    interface Listener {
        /** The state machine would survive a crash with everything up to here. */
        void persisted(long index);

        /** A snapshot is there to be sent. */
        void snapshotTaken(long lastIncludedIndex);

        /** All of a snapshot has arrived, and is durable. */
        void snapshotArrived(InstallSnapshot request);

        /** The sending of a snapshot has ended, well or not. */
        void snapshotTransferEnded(InstallSnapshot request);

        /** The state machine was replaced by a snapshot. */
        void snapshotInstalled();
    }

    /** Where a received snapshot stands. */
    private enum Inbox {
        /** Parts are taken. */
        OPEN,
        /** One is complete, and the core has not decided about it. */
        DECIDING,
        /** One takes the place of the state. */
        INSTALLING
    }

    private final StateMachine<R> stateMachine;
    private final Applier<R> applier;
    private final RaftNodeConfig.Snapshots config;
    private final FreeSpace space;
    private final Transport transport;
    private final Listener listener;
    private final RaftMetrics metrics;
    private final Loop loop;

    private final ConcurrentLinkedQueue<Runnable> jobs = new ConcurrentLinkedQueue<>();
    private final Mailbox<SnapshotPart> parts = new Mailbox<>(MAX_WAITING_PARTS);
    private final List<SnapshotPart> drained = new ArrayList<>();

    // The way out.
    private @Nullable Snapshot taken;
    private long takenUsedAt;

    /** Snapshots that a newer one has replaced, and that are still on their way to somebody. */
    private final List<Snapshot> replaced = new ArrayList<>();

    private final Map<Long, OutgoingSnapshot> outgoing = new HashMap<>();

    // The way in.
    private @Nullable IncomingSnapshot incoming;
    private Inbox inbox = Inbox.OPEN;

    private boolean persistWanted;
    private boolean snapshotWanted;

    /** A snapshot must reach as far to join the log. */
    private long snapshotWantedFrom;

    private volatile ServerTerm serverTerm = new ServerTerm(0, 0);

    /** What decides whether an offer is of any use. */
    private record ServerTerm(long currentTerm, long commitIndex) {}

    SnapshotLoop(
            StateMachine<R> stateMachine,
            Applier<R> applier,
            RaftNodeConfig.Snapshots config,
            FreeSpace space,
            Environment environment,
            Listener listener,
            RaftMetrics metrics,
            Consumer<Throwable> onFailure) {
        this.stateMachine = stateMachine;
        this.applier = applier;
        this.config = config;
        this.space = space;
        this.transport = environment.transport();
        this.listener = listener;
        this.metrics = metrics;
        this.loop = environment.newLoop("raft-snapshots", new FailStop(this, onFailure));
    }

    Loop loop() {
        return loop;
    }

    // From other loops.

    /** The state is to be made durable. */
    void persist() {
        submit(() -> persistWanted = true);
    }

    /** A snapshot is to be taken, unless there is one that holds everything up to {@code index}. */
    void take(long index) {
        submit(() -> {
            snapshotWanted = true;
            snapshotWantedFrom = index;
        });
    }

    /** The snapshot that was taken last is to be sent. */
    void send(InstallSnapshot request, long now) {
        submit(() -> beginToSend(request, now));
    }

    /** A part came from another server; dropped when too many wait. */
    void receive(SnapshotPart part) {
        if (parts.offer(part)) {
            loop.wake();
        }
    }

    /** The core has seen the snapshot that arrived, and does not need it. */
    void notNeeded(InstallSnapshot request) {
        submit(() -> {
            IncomingSnapshot undecided = incoming;
            if (inbox == Inbox.DECIDING
                    && undecided != null
                    && undecided.request().equals(request)) {
                reopen();
            }
        });
    }

    /** The log begins behind this snapshot now, durably: the state has to follow. */
    void install(long lastIncludedIndex) {
        submit(() -> {
            inbox = Inbox.INSTALLING;
            applier.install(lastIncludedIndex, () -> installed(lastIncludedIndex));
        });
    }

    private void installed(long lastIncludedIndex) {
        LOG.info("installed a snapshot lastIncludedIndex={}", lastIncludedIndex);
        metrics.snapshotInstalled();
        submit(this::reopen);
        listener.snapshotInstalled();
    }

    /** How this server stands, so that useless offers are declined. */
    void observe(long currentTerm, long commitIndex) {
        ServerTerm last = serverTerm;
        if (last.currentTerm() != currentTerm || last.commitIndex() != commitIndex) {
            serverTerm = new ServerTerm(currentTerm, commitIndex);
        }
    }

    private void submit(Runnable job) {
        jobs.add(job);
        loop.wake();
    }

    // One turn.

    @Override
    public long run(long now) {
        for (Runnable job = jobs.poll(); job != null; job = jobs.poll()) {
            job.run();
        }
        parts.drainTo(drained);
        for (SnapshotPart part : drained) {
            handle(part, now);
        }
        drained.clear();
        if (inbox == Inbox.OPEN) {
            checkArrival();
        }
        if (inbox != Inbox.INSTALLING) {
            workOnState(now);
        }
        return sendAll(now);
    }

    /** At most one of the two a turn, so that parts do not wait for both. */
    private void workOnState(long now) {
        if (snapshotWanted) {
            snapshotWanted = false;
            takeSnapshot(now);
        } else if (persistWanted) {
            persistWanted = false;
            stateMachine.persist();
            listener.persisted(stateMachine.durableIndex());
        }
        if (snapshotWanted || persistWanted) {
            loop.wake();
        }
    }

    private void handle(SnapshotPart part, long now) {
        switch (part) {
            case SnapshotPart.Offer offer -> offered(offer);
            case SnapshotPart.Chunk chunk -> {
                IncomingSnapshot current = incoming;
                if (inbox == Inbox.OPEN && current != null && current.manifest().id() == chunk.snapshotId()) {
                    current.add(chunk);
                }
            }
            case SnapshotPart.Progress progress -> {
                OutgoingSnapshot transfer = transferOf(progress);
                if (transfer != null) {
                    transfer.progress(progress.offset(), now);
                }
            }
            case SnapshotPart.Declined declined -> {
                OutgoingSnapshot transfer = transferOf(declined);
                if (transfer != null) {
                    LOG.info(
                            "a server does not take the snapshot server={} reason=\"{}\"",
                            Long.toHexString(declined.from()),
                            declined.reason());
                    transfer.declined(now);
                }
            }
        }
    }

    private @Nullable OutgoingSnapshot transferOf(SnapshotPart answer) {
        OutgoingSnapshot transfer = outgoing.get(answer.from());
        return transfer != null && transfer.snapshot().manifest().id() == answer.snapshotId() ? transfer : null;
    }

    // The way out.

    private void takeSnapshot(long now) {
        Snapshot snapshot = taken;
        if (snapshot == null || snapshot.manifest().lastIncludedIndex() < snapshotWantedFrom) {
            retireTaken();
            snapshot = stateMachine.snapshot();
            taken = snapshot;
        }
        takenUsedAt = now;
        listener.snapshotTaken(snapshot.manifest().lastIncludedIndex());
    }

    private boolean isInUse(Snapshot snapshot) {
        return outgoing.values().stream()
                .anyMatch(transfer -> transfer.snapshot().equals(snapshot));
    }

    private void beginToSend(InstallSnapshot request, long now) {
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

    private long sendAll(long now) {
        long next = WHEN_WOKEN;
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

    // The way in.

    private void offered(SnapshotPart.Offer offer) {
        InstallSnapshot request = offer.request();
        if (request.term() < serverTerm.currentTerm()) {
            decline(offer, "it is of term " + request.term() + ", but the current one is " + serverTerm.currentTerm());
            return;
        }
        if (inbox != Inbox.OPEN) {
            return; // offered again in a while
        }
        if (request.snapshot().lastIncluded().index() <= serverTerm.commitIndex()) {
            listener.snapshotArrived(request); // whose answer tells the leader that there is no need
            transport.send(new SnapshotPart.Progress(
                    request.to(),
                    request.from(),
                    offer.snapshotId(),
                    offer.manifest().totalBytes()));
            return;
        }
        IncomingSnapshot current = incoming;
        if (current == null || !current.manifest().equals(offer.manifest())) {
            if (!space.hasRoomFor(offer.manifest().totalBytes())) {
                LOG.warn(
                        "cannot take a snapshot of {} bytes: {}",
                        offer.manifest().totalBytes(),
                        space.describe());
                decline(offer, "there is no room for its " + offer.manifest().totalBytes() + " bytes");
                return;
            }
            closeIncoming();
            current = new IncomingSnapshot(offer, stateMachine.receive(offer.manifest()), transport);
            incoming = current;
            LOG.info(
                    "receives a snapshot from={} lastIncludedIndex={} bytes={} alreadyHere={}",
                    Long.toHexString(offer.from()),
                    offer.manifest().lastIncludedIndex(),
                    offer.manifest().totalBytes(),
                    current.offset());
        }
        current.offered(offer);
    }

    private void decline(SnapshotPart.Offer offer, String reason) {
        transport.send(new SnapshotPart.Declined(offer.to(), offer.from(), offer.snapshotId(), reason));
    }

    private void checkArrival() {
        IncomingSnapshot current = incoming;
        if (current != null && current.isComplete()) {
            inbox = Inbox.DECIDING;
            listener.snapshotArrived(current.request());
        }
    }

    private void reopen() {
        closeIncoming();
        inbox = Inbox.OPEN;
    }

    private void closeIncoming() {
        if (incoming != null) {
            incoming.close();
            incoming = null;
        }
    }

    /** The loop has stopped. */
    void stop() {
        closeIncoming();
        outgoing.clear();
        retireTaken();
        replaced.removeIf(this::closeIfUnused);
    }
}

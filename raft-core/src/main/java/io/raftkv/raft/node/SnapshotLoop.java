package io.raftkv.raft.node;

import io.raftkv.raft.core.InstallSnapshot;
import io.raftkv.raft.snapshot.SnapshotPart;
import io.raftkv.raft.storage.FreeSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stage beside the others for what takes long (P 7): has the state machine make its state durable, takes snapshots of it,
 * sends them ({@link OutgoingSnapshots}), and receives those of others ({@link IncomingSnapshots}). Neither the log nor the
 * applier waits for any of it, but for one thing: while a received snapshot takes the place of the state, which the applier
 * does between two batches, the state is neither made durable nor taken a snapshot of here. Until then both go on.
 */
final class SnapshotLoop<R> implements LoopBody {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotLoop.class);

    /** More parts than fit into a window must not pile up. */
    private static final int MAX_WAITING_PARTS = 256;

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

    private final StateMachine<R> stateMachine;
    private final Applier<R> applier;
    private final Listener listener;
    private final RaftMetrics metrics;
    private final Loop loop;

    private final ConcurrentLinkedQueue<Runnable> jobs = new ConcurrentLinkedQueue<>();
    private final Mailbox<SnapshotPart> parts = new Mailbox<>(MAX_WAITING_PARTS);
    private final List<SnapshotPart> drained = new ArrayList<>();

    private final OutgoingSnapshots outgoing;
    private final IncomingSnapshots incoming;

    private boolean persistWanted;
    private boolean snapshotWanted;

    /** A snapshot must reach as far to join the log. */
    private long snapshotWantedFrom;

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
        this.listener = listener;
        this.metrics = metrics;
        this.outgoing = new OutgoingSnapshots(stateMachine, config, environment.transport(), listener, metrics);
        this.incoming = new IncomingSnapshots(stateMachine, space, environment.transport(), listener);
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
        submit(() -> outgoing.send(request, now));
    }

    /** A part came from another server; dropped when too many wait. */
    void receive(SnapshotPart part) {
        if (parts.offer(part)) {
            loop.wake();
        }
    }

    /** The core has seen the snapshot that arrived, and does not need it. */
    void notNeeded(InstallSnapshot request) {
        submit(() -> incoming.notNeeded(request));
    }

    /** The log begins behind this snapshot now, durably: the state has to follow. */
    void install(long lastIncludedIndex) {
        submit(() -> {
            incoming.beginInstall();
            applier.install(lastIncludedIndex, () -> installed(lastIncludedIndex));
        });
    }

    private void installed(long lastIncludedIndex) {
        LOG.info("installed a snapshot lastIncludedIndex={}", lastIncludedIndex);
        metrics.snapshotInstalled();
        submit(incoming::reopen);
        listener.snapshotInstalled();
    }

    /** How this server stands, so that useless offers are declined. */
    void observe(long currentTerm, long commitIndex) {
        incoming.observe(currentTerm, commitIndex);
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
        incoming.checkArrival();
        if (!incoming.isInstalling()) {
            workOnState(now);
        }
        return outgoing.run(now);
    }

    /** At most one of the two a turn, so that parts do not wait for both. */
    private void workOnState(long now) {
        if (snapshotWanted) {
            snapshotWanted = false;
            outgoing.take(snapshotWantedFrom, now);
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
            case SnapshotPart.Offer offer -> incoming.offered(offer);
            case SnapshotPart.Chunk chunk -> incoming.add(chunk);
            case SnapshotPart.Progress progress -> outgoing.progress(progress, now);
            case SnapshotPart.Declined declined -> outgoing.declined(declined, now);
        }
    }

    /** The loop has stopped. */
    void stop() {
        incoming.close();
        outgoing.close();
    }
}

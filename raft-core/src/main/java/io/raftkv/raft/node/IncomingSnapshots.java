package io.raftkv.raft.node;

import io.raftkv.raft.core.InstallSnapshot;
import io.raftkv.raft.snapshot.SnapshotPart;
import io.raftkv.raft.storage.FreeSpace;
import io.raftkv.raft.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshot that comes in (P Figure 13, 2. to 4.): offers are taken or declined, one at a time is received.
 *
 * <p>From the moment that one is complete until the core has decided about it, and until it is installed if the log now begins
 * behind it, no other is received: it would overwrite what the log relies on.
 */
final class IncomingSnapshots {

    private static final Logger LOG = LoggerFactory.getLogger(IncomingSnapshots.class);

    /** Where a received snapshot stands. */
    private enum Inbox {
        /** Parts are taken. */
        OPEN,
        /** One is complete, and the core has not decided about it. */
        DECIDING,
        /** One takes the place of the state. */
        INSTALLING
    }

    private final StateMachine<?> stateMachine;
    private final FreeSpace space;
    private final Transport transport;
    private final SnapshotLoop.Listener listener;

    private @Nullable IncomingSnapshot incoming;
    private Inbox inbox = Inbox.OPEN;

    /** What decides whether an offer is of any use; comes from the consensus loop. */
    private volatile ServerTerm serverTerm = new ServerTerm(0, 0);

    private record ServerTerm(long currentTerm, long commitIndex) {}

    IncomingSnapshots(
            StateMachine<?> stateMachine, FreeSpace space, Transport transport, SnapshotLoop.Listener listener) {
        this.stateMachine = stateMachine;
        this.space = space;
        this.transport = transport;
        this.listener = listener;
    }

    /** How this server stands, so that useless offers are declined. */
    void observe(long currentTerm, long commitIndex) {
        ServerTerm last = serverTerm;
        if (last.currentTerm() != currentTerm || last.commitIndex() != commitIndex) {
            serverTerm = new ServerTerm(currentTerm, commitIndex);
        }
    }

    /** Another server has a snapshot for this one. */
    void offered(SnapshotPart.Offer offer) {
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

    /** A part of the one that was offered last; others are dropped. */
    void add(SnapshotPart.Chunk chunk) {
        IncomingSnapshot current = incoming;
        if (inbox == Inbox.OPEN && current != null && current.manifest().id() == chunk.snapshotId()) {
            current.add(chunk);
        }
    }

    /** When all of it is here, it is made durable, and the core is asked. */
    void checkArrival() {
        IncomingSnapshot current = incoming;
        if (inbox == Inbox.OPEN && current != null && current.isComplete()) {
            inbox = Inbox.DECIDING;
            listener.snapshotArrived(current.request());
        }
    }

    /** The core does not need the one that has arrived. */
    void notNeeded(InstallSnapshot request) {
        IncomingSnapshot undecided = incoming;
        if (inbox == Inbox.DECIDING && undecided != null && undecided.request().equals(request)) {
            reopen();
        }
    }

    /** The one that has arrived takes the place of the state from now on, until {@link #reopen}. */
    void beginInstall() {
        inbox = Inbox.INSTALLING;
    }

    boolean isInstalling() {
        return inbox == Inbox.INSTALLING;
    }

    /** Others may come. */
    void reopen() {
        closeIncoming();
        inbox = Inbox.OPEN;
    }

    /** The node has stopped. */
    void close() {
        closeIncoming();
    }

    private void closeIncoming() {
        if (incoming != null) {
            incoming.close();
            incoming = null;
        }
    }
}

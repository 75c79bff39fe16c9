package io.raftkv.server.mvcc;

import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.RangeResponse;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import io.raftkv.client.proto.etcdserverpb.TxnResponse;
import io.raftkv.raft.core.Invariants;
import io.raftkv.raft.snapshot.Snapshot;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.snapshot.SnapshotReceiver;
import io.raftkv.server.proto.MemberAttributes;
import java.util.List;
import java.util.SortedSet;

/**
 * The multi-version store: what etcd's KV service means, on an {@link OrderedStore}.
 *
 * <p>One thread writes, through {@link #newBatch()}. Any thread reads at any time: a read takes one view and everything
 * that it answers, the revision included, comes from that view. The ordered store belongs to whoever opened it, and is
 * closed after the {@link #compaction()} has been.
 */
public final class MvccStore {
    private final OrderedStore store;
    private final Compaction compaction;
    private final RecentVersions recent = new RecentVersions(RecentVersions.DEFAULT_MAX_BYTES);
    private volatile StoreState state;

    /**
     * Opens the multi-version store that an ordered store contains, or an empty one.
     *
     * @throws DamagedStoreException when the newest event and the recorded revision do not fit together
     */
    public MvccStore(OrderedStore store) {
        this.store = store;
        try (var view = store.view()) {
            this.state = StoreState.of(view);
            checkNewestEvent(view, state);
            this.compaction = new Compaction(store, view);
        }
    }

    /** Where the store stands: revision, compacted revision, applied index, all of the same moment. */
    public StoreState state() {
        return state;
    }

    /** The applied index that a crash right now would leave. */
    public long durableIndex() {
        return StoreState.decode(store.getDurable(Space.META, StoreState.KEY)).appliedIndex();
    }

    /** Makes everything applied so far survive a crash; returns when it does. */
    public void flush() {
        store.flush();
    }

    /**
     * Freezes the store as it is at some moment during this call, with at least one entry applied; writing and reading go on
     * meanwhile. To be closed when it has been sent.
     *
     * @param id what the snapshot is to be called, drawn at random
     */
    public Snapshot snapshot(long id) {
        return store.snapshot(id, frozen -> StoreState.of(frozen).appliedIndex());
    }

    /** Takes a snapshot of another member, beside what is stored here; see {@link OrderedStore#receive}. */
    public SnapshotReceiver receive(SnapshotManifest manifest) {
        return store.receive(manifest);
    }

    /**
     * Replaces everything by the snapshot that was completely received, in one step. Reads that are under way end on the old
     * state, later ones see the new one. Applier only.
     *
     * @param lastIncludedIndex the last log entry that the snapshot contains, the applied index from now on
     * @throws DamagedStoreException when there is no such snapshot, or what was received is something else
     */
    public void install(long lastIncludedIndex) {
        Invariants.check(
                lastIncludedIndex >= state.appliedIndex(),
                () -> "a snapshot up to entry " + lastIncludedIndex + " would take back what is applied, " + state);
        compaction.restartAfter(() -> {
            store.install(lastIncludedIndex, received -> checkReceived(received, lastIncludedIndex));
            recent.clear();
            try (var view = store.view()) {
                state = StoreState.of(view);
            }
        });
    }

    /** A batch of writes; to be closed before the next one is made. Applier only. */
    public ApplyBatch newBatch() {
        return new ApplyBatch(this, store.begin(), recent, state);
    }

    /** Answers a Range from what is committed now. */
    public RangeResponse range(RangeRequest request) throws KvException {
        try (var view = store.view();
                var keys = view.cursor(Space.KEYS)) {
            var now = StoreState.of(view);
            return RangeReader.range(keys, request, now.revision(), now.compactedRevision());
        }
    }

    /** Answers a Txn of reads from what is committed now; see {@link TxnRoute}. */
    public TxnResponse readOnlyTxn(TxnRequest request) throws KvException {
        try (var view = store.view();
                var keys = view.cursor(Space.KEYS)) {
            var now = StoreState.of(view);
            return new TxnRunner(new ReadOnlyOperations(keys, now.revision(), now.compactedRevision())).run(request);
        }
    }

    /** What each member told of itself; those that never did are missing. */
    public List<MemberAttributes> memberAttributes() {
        try (var view = store.view()) {
            return MemberRecords.all(view);
        }
    }

    /** The ids that belonged to members whose removal was asked for. */
    public SortedSet<Long> retiredMembers() {
        try (var view = store.view()) {
            return RetiredMembers.all(view);
        }
    }

    /**
     * A hash over everything that can be read at a revision or between the compacted one and it: equal on all members
     * whose compacted revision is the same, however far each has come in freeing what is obsolete. Reads the whole store.
     *
     * @param revision which, 0 for the current one
     */
    public KvHash hash(long revision) throws KvException {
        try (var view = store.view();
                var keys = view.cursor(Space.KEYS)) {
            var now = StoreState.of(view);
            RangeReader.checkRevision(revision, now.revision(), now.compactedRevision());
            return KvHash.of(keys, revision <= 0 ? now.revision() : revision, now.compactedRevision());
        }
    }

    /** What frees the versions that compaction has made unreadable. */
    public Compaction compaction() {
        return compaction;
    }

    /** What the store takes up on disk, in bytes. */
    public long sizeInBytes() {
        return store.sizeInBytes();
    }

    /** An estimate of what of {@link #sizeInBytes()} is in use. */
    public long liveSizeInBytes() {
        return store.liveSizeInBytes();
    }

    /** Publishes what a batch has committed. */
    void committed(StoreState committed) {
        state = committed;
        compaction.compactTo(committed.compactedRevision());
    }

    /** An index that is wrong, or a revision that goes back, would part this member from the others for ever. */
    private void checkReceived(ReadView received, long lastIncludedIndex) {
        var next = StoreState.of(received);
        if (next.appliedIndex() != lastIncludedIndex) {
            throw new DamagedStoreException("the snapshot that was received for entry " + lastIncludedIndex
                    + " contains the entries up to " + next.appliedIndex());
        }
        checkNewestEvent(received, next);
        Invariants.check(
                next.revision() >= state.revision() && next.compactedRevision() >= state.compactedRevision(),
                () -> "a snapshot of " + next + " would take back revisions of " + state);
    }

    /** Every revision above 1 has events, and compaction keeps those of the newest, so the two must agree. */
    private static void checkNewestEvent(ReadView view, StoreState state) {
        try (var revisions = view.cursor(Space.REVISIONS)) {
            long newest = revisions.seekBackward(Revision.encode(Long.MAX_VALUE, Integer.MAX_VALUE))
                    ? Revision.decode(revisions.key()).main()
                    : StoreState.EMPTY.revision();
            if (newest != state.revision()) {
                throw new DamagedStoreException("the store is damaged: its revision is " + state.revision()
                        + " but its newest event is of revision " + newest);
            }
        }
    }
}

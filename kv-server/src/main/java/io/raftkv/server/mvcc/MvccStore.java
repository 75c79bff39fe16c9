package io.raftkv.server.mvcc;

import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.RangeResponse;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import io.raftkv.client.proto.etcdserverpb.TxnResponse;
import io.raftkv.raft.storage.StorageException;
import io.raftkv.server.proto.MemberAttributes;
import java.util.List;

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
    private volatile StoreState state;

    /**
     * Opens the multi-version store that an ordered store contains, or an empty one.
     *
     * @throws StorageException when the newest event and the recorded revision do not fit together
     */
    public MvccStore(OrderedStore store) {
        this.store = store;
        try (var view = store.view()) {
            this.state = StoreState.of(view);
            checkNewestEvent(view, state);
            this.compaction = new Compaction(store, state.compactedRevision(), view);
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

    /** A batch of writes; to be closed before the next one is made. Applier only. */
    public ApplyBatch newBatch() {
        return new ApplyBatch(this, store.begin(), state);
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

    /** Every revision above 1 has events, and compaction keeps those of the newest, so the two must agree. */
    private static void checkNewestEvent(ReadView view, StoreState state) {
        try (var revisions = view.cursor(Space.REVISIONS)) {
            long newest = revisions.seekBackward(Revision.encode(Long.MAX_VALUE, Integer.MAX_VALUE))
                    ? Revision.decode(revisions.key()).main()
                    : StoreState.EMPTY.revision();
            if (newest != state.revision()) {
                throw new StorageException("the store is damaged: its revision is " + state.revision()
                        + " but its newest event is of revision " + newest
                        + "; stop this server and remove the directory 'store' below its data directory: it is built anew"
                        + " from the log");
            }
        }
    }
}

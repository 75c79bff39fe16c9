package io.raftkv.jepsen.sim;

import io.raftkv.client.proto.etcdserverpb.DeleteRangeRequest;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeResponse;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.PutResponse;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.RangeResponse;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import io.raftkv.client.proto.etcdserverpb.TxnResponse;
import io.raftkv.jepsen.workload.Store;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.node.StateMachine;
import io.raftkv.raft.snapshot.Snapshot;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.snapshot.SnapshotReceiver;
import io.raftkv.server.mvcc.KvException;
import io.raftkv.server.mvcc.KvResult;
import io.raftkv.server.mvcc.MvccStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Builds of the server with one mistake each. */
public final class PlantedMistakes {

    /** The leader, or whoever was it, answers reads without asking a majority. */
    public static final Build LOCAL_READS = new Build() {
        @Override
        public Store frontEnd(Store usual, MvccStore store) {
            return new LocalReads(usual, store);
        }
    };

    /** A write is acknowledged before it is committed. */
    public static final Build EARLY_ACKNOWLEDGEMENT = new Build() {
        @Override
        public Store frontEnd(Store usual, MvccStore store) {
            return new EarlyAcknowledgement(usual);
        }
    };

    /** After a restart, entries are applied that were applied before. */
    public static final Build ENTRIES_APPLIED_AGAIN = new Build() {
        @Override
        public StateMachine<KvResult> stateMachine(StateMachine<KvResult> usual, MvccStore store) {
            return new ForgetfulStateMachine(usual);
        }
    };

    private PlantedMistakes() {}

    /** Passes everything on, but for what a mistake changes. */
    private static class Delegate implements Store {
        private final Store usual;

        Delegate(Store usual) {
            this.usual = usual;
        }

        @Override
        public CompletableFuture<RangeResponse> range(RangeRequest request) {
            return usual.range(request);
        }

        @Override
        public CompletableFuture<PutResponse> put(PutRequest request) {
            return usual.put(request);
        }

        @Override
        public CompletableFuture<DeleteRangeResponse> deleteRange(DeleteRangeRequest request) {
            return usual.deleteRange(request);
        }

        @Override
        public CompletableFuture<TxnResponse> txn(TxnRequest request) {
            return usual.txn(request);
        }
    }

    /** Answers reads from what this server has, without asking whether it is still up to date. */
    private static final class LocalReads extends Delegate {
        private final MvccStore store;

        LocalReads(Store usual, MvccStore store) {
            super(usual);
            this.store = store;
        }

        @Override
        public CompletableFuture<RangeResponse> range(RangeRequest request) {
            try {
                return CompletableFuture.completedFuture(store.range(request));
            } catch (KvException refused) {
                return CompletableFuture.failedFuture(refused);
            }
        }
    }

    /** Answers a put as soon as it has been proposed. */
    private static final class EarlyAcknowledgement extends Delegate {
        EarlyAcknowledgement(Store usual) {
            super(usual);
        }

        @Override
        public CompletableFuture<PutResponse> put(PutRequest request) {
            var unused = super.put(request);
            return CompletableFuture.completedFuture(PutResponse.getDefaultInstance());
        }
    }

    /** Applies what it is given first after a start twice, as one does that keeps its applied index apart from its data. */
    private static final class ForgetfulStateMachine implements StateMachine<KvResult> {
        private final StateMachine<KvResult> usual;
        private boolean forgot;

        ForgetfulStateMachine(StateMachine<KvResult> usual) {
            this.usual = usual;
        }

        @Override
        public List<KvResult> apply(List<LogEntry> commands) {
            if (!forgot && usual.appliedIndex() > 0) {
                forgot = true;
                usual.apply(commands);
            }
            return usual.apply(commands);
        }

        @Override
        public long appliedIndex() {
            return usual.appliedIndex();
        }

        @Override
        public long durableIndex() {
            return usual.durableIndex();
        }

        @Override
        public void persist() {
            usual.persist();
        }

        @Override
        public Snapshot snapshot() {
            return usual.snapshot();
        }

        @Override
        public SnapshotReceiver receive(SnapshotManifest manifest) {
            return usual.receive(manifest);
        }

        @Override
        public void install(long lastIncludedIndex) {
            usual.install(lastIncludedIndex);
        }
    }
}

package io.raftkv.server.mvcc;

import static io.raftkv.server.mvcc.Requests.compaction;
import static io.raftkv.server.mvcc.Requests.delete;
import static io.raftkv.server.mvcc.Requests.everything;
import static io.raftkv.server.mvcc.Requests.get;
import static io.raftkv.server.mvcc.Requests.op;
import static io.raftkv.server.mvcc.Requests.pair;
import static io.raftkv.server.mvcc.Requests.put;
import static io.raftkv.server.mvcc.Requests.txn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.client.proto.etcdserverpb.DeleteRangeResponse;
import io.raftkv.client.proto.etcdserverpb.PutResponse;
import io.raftkv.client.proto.etcdserverpb.TxnResponse;
import io.raftkv.raft.core.EntryType;
import io.raftkv.raft.core.Invariants;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.snapshot.Snapshot;
import io.raftkv.raft.storage.StorageException;
import io.raftkv.server.proto.InternalRequest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How log entries become state. */
class KvStateMachineTest {
    private final MemoryStore memory = new MemoryStore();
    private MvccStore store = new MvccStore(memory);
    private KvStateMachine machine = new KvStateMachine(store, new Random(1));

    @Test
    void batchAnswersEachEntryInOrder() throws KvException {
        List<KvResult> results = machine.apply(List.of(
                entry(4, InternalRequest.newBuilder().setPut(put("a", "1"))),
                entry(5, InternalRequest.newBuilder().setPut(put("b", "1").setLease(3))),
                entry(7, InternalRequest.newBuilder().setTxn(txn(op(get("a"))))),
                entry(8, InternalRequest.newBuilder().setDeleteRange(delete("a"))),
                entry(9, InternalRequest.newBuilder().setCompaction(compaction(2)))));
        assertThat(results.get(0).answer(PutResponse.class).getHeader().getRevision())
                .isEqualTo(2);
        assertThat(results.get(1)).isEqualTo(new KvResult.Refused(KvError.LEASE_NOT_FOUND));
        assertThatThrownBy(() -> results.get(1).answer(PutResponse.class))
                .isInstanceOf(KvException.class)
                .hasMessage("etcdserver: requested lease not found");
        assertThat(results.get(2)
                        .answer(TxnResponse.class)
                        .getResponses(0)
                        .getResponseRange()
                        .getKvsList())
                .containsExactly(pair("a", "1", 2, 2, 1));
        assertThat(results.get(3).answer(DeleteRangeResponse.class).getDeleted())
                .isEqualTo(1);
        assertThat(store.state()).isEqualTo(new StoreState(3, 2, 9));
        assertThat(machine.appliedIndex()).isEqualTo(9);
    }

    @Test
    void appliedIndexAndDataComeBackTogetherAfterACrash() throws KvException { // known bug applied-index-apart
        machine.apply(List.of(entry(1, InternalRequest.newBuilder().setPut(put("a", "1")))));
        store.flush();
        var second = entry(2, InternalRequest.newBuilder().setPut(put("a", "2")));
        machine.apply(List.of(second));
        KvHash hash = store.hash(0);
        assertThat(machine.durableIndex()).isEqualTo(1);
        crash();
        assertThat(machine.appliedIndex()).isEqualTo(1);
        assertThat(store.range(get("a").build()).getKvs(0)).isEqualTo(pair("a", "1", 2, 2, 1));
        machine.apply(List.of(second));
        assertThat(store.range(get("a").build()).getKvs(0)).isEqualTo(pair("a", "2", 2, 3, 2));
        assertThat(store.hash(0)).isEqualTo(hash);
    }

    @Test
    void nothingIsDurableBeforeTheFirstFlush() {
        assertThat(machine.durableIndex()).isZero();
        machine.apply(List.of(entry(1, InternalRequest.newBuilder().setPut(put("a", "1")))));
        assertThat(machine.durableIndex()).isZero();
        store.flush();
        assertThat(machine.durableIndex()).isEqualTo(1);
    }

    @Test
    void undecodableEntryStopsTheServerAndAppliesNothingOfItsBatch() throws KvException {
        var good = entry(1, InternalRequest.newBuilder().setPut(put("a", "1")));
        var bad = new LogEntry(2, 3, EntryType.COMMAND, 0, 0, ByteBuffer.wrap(new byte[] {10, 50, 1}));
        assertThatThrownBy(() -> machine.apply(List.of(good, bad)))
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("log entry 2 of term 3 cannot be decoded");
        assertThat(machine.appliedIndex()).isZero();
        assertThat(store.range(everything().build()).getCount()).isZero();
    }

    @Test
    void requestOfALaterVersionStopsTheServerInsteadOfBeingSkipped() {
        var unknown = new LogEntry(1, 1, EntryType.COMMAND, 0, 0, ByteBuffer.wrap(new byte[] {(byte) 0xfa, 1, 0}));
        assertThatThrownBy(() -> machine.apply(List.of(unknown)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("holds no request that this version knows");
    }

    @Test
    void storeWhoseEventsAndRevisionDoNotFitIsRefused() {
        machine.apply(List.of(entry(1, InternalRequest.newBuilder().setPut(put("a", "1")))));
        try (var transaction = memory.begin()) {
            transaction.put(Space.META, StoreState.KEY, new StoreState(1, -1, 0).encode());
            transaction.commit();
        }
        assertThatThrownBy(() -> new MvccStore(memory))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("its revision is 1 but its newest event is of revision 2");
    }

    @Test
    void installedSnapshotIsTheStateFromThenOn() throws KvException {
        machine.apply(List.of(entry(1, InternalRequest.newBuilder().setPut(put("a", "1")))));
        var leaderMemory = new MemoryStore();
        var leader = new KvStateMachine(new MvccStore(leaderMemory), new Random(2));
        leader.apply(List.of(
                entry(1, InternalRequest.newBuilder().setPut(put("a", "1"))),
                entry(2, InternalRequest.newBuilder().setPut(put("b", "1"))),
                entry(5, InternalRequest.newBuilder().setDeleteRange(delete("a")))));
        try (var snapshot = leader.snapshot()) {
            assertThat(snapshot.manifest().lastIncludedIndex()).isEqualTo(5);
            receive(snapshot);
        }
        assertThat(machine.appliedIndex()).isEqualTo(1);
        crash();
        assertThat(machine.appliedIndex()).isZero();
        machine.install(5);
        assertThat(store.state()).isEqualTo(new StoreState(4, -1, 5));
        assertThat(machine.appliedIndex()).isEqualTo(5);
        assertThat(machine.durableIndex()).isEqualTo(5);
        machine.apply(List.of(entry(6, InternalRequest.newBuilder().setPut(put("c", "1")))));
        assertThat(store.range(everything().build()).getKvsList())
                .containsExactly(pair("b", "1", 3, 3, 1), pair("c", "1", 5, 5, 1));
    }

    @Test
    void putsAfterAnInstalledSnapshotBuildOnWhatItHolds() throws KvException {
        machine.apply(List.of(
                entry(1, InternalRequest.newBuilder().setPut(put("a", "1"))),
                entry(2, InternalRequest.newBuilder().setPut(put("b", "1")))));
        var leader = new KvStateMachine(new MvccStore(new MemoryStore()), new Random(2));
        leader.apply(List.of(
                entry(1, InternalRequest.newBuilder().setPut(put("a", "1"))),
                entry(2, InternalRequest.newBuilder().setPut(put("b", "1"))),
                entry(3, InternalRequest.newBuilder().setPut(put("a", "2"))),
                entry(4, InternalRequest.newBuilder().setDeleteRange(delete("b")))));
        try (var snapshot = leader.snapshot()) {
            receive(snapshot);
        }
        machine.install(4);
        machine.apply(List.of(
                entry(5, InternalRequest.newBuilder().setPut(put("a", "3"))),
                entry(6, InternalRequest.newBuilder().setPut(put("b", "2")))));
        assertThat(store.range(everything().build()).getKvsList())
                .containsExactly(pair("a", "3", 2, 6, 3), pair("b", "2", 7, 7, 1));
    }

    @Test
    void snapshotsOfOneStateDifferInTheirIdsOnly() {
        machine.apply(List.of(entry(1, InternalRequest.newBuilder().setPut(put("a", "1")))));
        try (var one = machine.snapshot();
                var other = machine.snapshot()) {
            assertThat(one.manifest().id()).isNotEqualTo(other.manifest().id());
            assertThat(one.manifest().files()).isEqualTo(other.manifest().files());
        }
    }

    @Test
    void installingNeverTakesBackWhatIsApplied() { // known bug revision-goes-back
        machine.apply(List.of(entry(1, InternalRequest.newBuilder().setPut(put("a", "1")))));
        try (var older = machine.snapshot()) {
            Transfer.all(older, memory, 10);
        }
        machine.apply(List.of(entry(2, InternalRequest.newBuilder().setPut(put("a", "2")))));
        assertThatThrownBy(() -> machine.install(1))
                .isInstanceOf(Invariants.InvariantViolation.class)
                .hasMessageContaining("would take back what is applied");
        receiveState(new StoreState(2, -1, 9), 9);
        assertThatThrownBy(() -> machine.install(9))
                .isInstanceOf(Invariants.InvariantViolation.class)
                .hasMessageContaining("would take back revisions");
        assertThat(store.state()).isEqualTo(new StoreState(3, -1, 2));
    }

    @Test
    void snapshotThatContainsAnotherIndexThanItSaysIsRefused() {
        receiveState(new StoreState(2, -1, 9), 8);
        assertThatThrownBy(() -> machine.install(8))
                .isInstanceOf(DamagedStoreException.class)
                .hasMessageContaining("received for entry 8 contains the entries up to 9");
    }

    @Test
    void snapshotWhoseEventsAndRevisionDoNotFitIsRefused() {
        receiveState(new StoreState(7, -1, 9), 9);
        assertThatThrownBy(() -> machine.install(9))
                .isInstanceOf(DamagedStoreException.class)
                .hasMessageContaining("its revision is 7 but its newest event is of revision 2");
        assertThat(machine.appliedIndex()).isZero();
    }

    @Test
    void snapshotThatNobodySentCannotBeInstalled() {
        assertThatThrownBy(() -> machine.install(9))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("log and store do not fit together")
                .hasMessageContaining("rebuild the member from its peers");
    }

    /** A snapshot arrives of a store with one event, of revision 2, that says of itself what it likes. */
    private void receiveState(StoreState state, long lastIncludedIndex) {
        var other = new MemoryStore();
        try (var transaction = other.begin()) {
            transaction.put(Space.META, StoreState.KEY, state.encode());
            transaction.put(Space.REVISIONS, Revision.encode(2, 0), new byte[0]);
            transaction.commit();
        }
        try (var snapshot = other.snapshot(1, frozen -> lastIncludedIndex)) {
            Transfer.all(snapshot, memory, 10);
        }
    }

    private void crash() {
        memory.crash();
        store = new MvccStore(memory);
        machine = new KvStateMachine(store, new Random(1));
    }

    private static LogEntry entry(long index, InternalRequest.Builder request) {
        return new LogEntry(
                index,
                1,
                EntryType.COMMAND,
                0,
                0,
                request.build().toByteString().asReadOnlyByteBuffer());
    }

    private void receive(Snapshot snapshot) {
        try (var receiver = machine.receive(snapshot.manifest())) {
            var all = ByteBuffer.allocate((int) snapshot.manifest().totalBytes());
            snapshot.read(0, all);
            receiver.write(all.flip());
            receiver.complete();
        }
    }
}

package io.raftkv.server.mvcc;

import static io.raftkv.server.mvcc.Requests.AND_AFTER;
import static io.raftkv.server.mvcc.Requests.bytes;
import static io.raftkv.server.mvcc.Requests.compare;
import static io.raftkv.server.mvcc.Requests.delete;
import static io.raftkv.server.mvcc.Requests.get;
import static io.raftkv.server.mvcc.Requests.op;
import static io.raftkv.server.mvcc.Requests.pair;
import static io.raftkv.server.mvcc.Requests.put;
import static io.raftkv.server.mvcc.Requests.txn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.client.proto.etcdserverpb.Compare;
import io.raftkv.client.proto.etcdserverpb.Compare.CompareResult;
import io.raftkv.client.proto.etcdserverpb.Compare.CompareTarget;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import org.junit.jupiter.api.Test;

/** The rules for Txn. */
class TxnTest {
    private final TestStore store = new TestStore();

    @Test
    void branchIsChosenByAllComparesTogether() throws KvException {
        store.put("a", "1");
        var request = TxnRequest.newBuilder()
                .addCompare(
                        compare("a", CompareTarget.VERSION, CompareResult.EQUAL).setVersion(1))
                .addCompare(
                        compare("a", CompareTarget.VALUE, CompareResult.EQUAL).setValue(bytes("2")))
                .addSuccess(op(put("x", "then")))
                .addFailure(op(put("x", "else")));
        assertThat(store.txn(request).getSucceeded()).isFalse();
        assertThat(store.range(get("x")).getKvs(0).getValue()).isEqualTo(bytes("else"));
    }

    @Test
    void comparesStoredWithGiven() throws KvException {
        store.put("x", "1");
        store.put("a", "5");
        store.put("a", "5"); // created at 3, modified at 4, version 2
        assertThat(holds(compare("a", CompareTarget.CREATE, CompareResult.EQUAL).setCreateRevision(3)))
                .isTrue();
        assertThat(holds(compare("a", CompareTarget.MOD, CompareResult.GREATER).setModRevision(3)))
                .isTrue();
        assertThat(holds(compare("a", CompareTarget.MOD, CompareResult.GREATER).setModRevision(4)))
                .isFalse();
        assertThat(holds(compare("a", CompareTarget.VERSION, CompareResult.LESS).setVersion(3)))
                .isTrue();
        assertThat(holds(compare("a", CompareTarget.LEASE, CompareResult.EQUAL)))
                .isTrue();
        assertThat(holds(compare("a", CompareTarget.VALUE, CompareResult.NOT_EQUAL)
                        .setValue(bytes("5"))))
                .isFalse();
    }

    @Test
    void valuesCompareAsUnsignedBytes() throws KvException {
        store.put(put("a", "").setValue(com.google.protobuf.ByteString.copyFrom(new byte[] {(byte) 0x80})));
        assertThat(holds(
                        compare("a", CompareTarget.VALUE, CompareResult.GREATER).setValue(bytes("z"))))
                .isTrue();
    }

    @Test
    void absentKeyComparesAsOneWhoseNumbersAreZeroAndHasNoValue() throws KvException {
        assertThat(holds(compare("a", CompareTarget.CREATE, CompareResult.EQUAL)))
                .isTrue();
        assertThat(holds(compare("a", CompareTarget.VERSION, CompareResult.LESS).setVersion(1)))
                .isTrue();
        assertThat(holds(compare("a", CompareTarget.VALUE, CompareResult.EQUAL).setValue(bytes(""))))
                .isFalse();
        assertThat(holds(compare("a", CompareTarget.VALUE, CompareResult.NOT_EQUAL)
                        .setValue(bytes("1"))))
                .isFalse();
    }

    @Test
    void compareOfAnIntervalMustHoldForEveryKeyInIt() throws KvException {
        store.put("a", "1");
        store.put("b", "1");
        var versionIsOne = compare("a", CompareTarget.VERSION, CompareResult.EQUAL)
                .setVersion(1)
                .setRangeEnd(AND_AFTER);
        assertThat(holds(versionIsOne)).isTrue();
        store.put("b", "2");
        assertThat(holds(versionIsOne)).isFalse();
        assertThat(holds(compare("x", CompareTarget.MOD, CompareResult.EQUAL).setRangeEnd(bytes("z"))))
                .isTrue();
    }

    @Test
    void operationsSeeTheEffectsOfThoseBeforeThem() throws KvException {
        store.put("a", "1");
        var answer = store.txn(txn(
                op(get("a")),
                op(put("a", "2").setPrevKv(true)),
                op(get("a")),
                op(delete("b")),
                op(get("a").setRevision(2))));
        assertThat(answer.getResponses(0).getResponseRange().getKvs(0)).isEqualTo(pair("a", "1", 2, 2, 1));
        assertThat(answer.getResponses(0).getResponseRange().getHeader().getRevision())
                .isEqualTo(2);
        assertThat(answer.getResponses(1).getResponsePut().getPrevKv()).isEqualTo(pair("a", "1", 2, 2, 1));
        assertThat(answer.getResponses(1).getResponsePut().getHeader().getRevision())
                .isEqualTo(3);
        assertThat(answer.getResponses(2).getResponseRange().getKvs(0)).isEqualTo(pair("a", "2", 2, 3, 2));
        assertThat(answer.getResponses(2).getResponseRange().getHeader().getRevision())
                .isEqualTo(3);
        assertThat(answer.getResponses(3).getResponseDeleteRange().getHeader().getRevision())
                .isEqualTo(3);
        assertThat(answer.getResponses(4).getResponseRange().getKvs(0)).isEqualTo(pair("a", "1", 2, 2, 1));
        assertThat(answer.getHeader().getRevision()).isEqualTo(3);
    }

    @Test
    void comparesOfNestedTxnsAreEvaluatedBeforeAnyWrite() throws KvException {
        var nested = TxnRequest.newBuilder()
                .addCompare(compare("a", CompareTarget.VERSION, CompareResult.EQUAL))
                .addSuccess(op(put("x", "before")))
                .addFailure(op(put("x", "after")));
        var answer = store.txn(txn(op(put("a", "1")), op(nested)));
        assertThat(answer.getResponses(1).getResponseTxn().getSucceeded()).isTrue();
        assertThat(store.range(get("x")).getKvs(0)).isEqualTo(pair("x", "before", 2, 2, 1));
    }

    @Test
    void impossibleRangeFailsTheWholeTxnBeforeAnyWrite() {
        assertThatThrownBy(() -> store.txn(txn(op(put("a", "1")), op(txn(op(get("a").setRevision(2)))))))
                .hasMessage("etcdserver: mvcc: required revision is a future revision");
        assertThat(store.revision()).isEqualTo(1);
        assertThat(store.entries(Space.KEYS)).isZero();
    }

    @Test
    void rangeBelowTheCompactedRevisionFailsTheWholeTxn() throws KvException {
        store.put("a", "1");
        store.put("a", "2");
        store.compact(3);
        assertThatThrownBy(() -> store.txn(txn(op(put("a", "3")), op(get("a").setRevision(2)))))
                .hasMessage("etcdserver: mvcc: required revision has been compacted");
        assertThat(store.revision()).isEqualTo(3);
    }

    @Test
    void impossiblePutFailsTheWholeTxnBeforeAnyWrite() {
        assertThatThrownBy(() ->
                        store.txn(txn(op(put("a", "1")), op(put("b", "").setIgnoreValue(true)))))
                .hasMessage("etcdserver: key not found");
        assertThatThrownBy(() ->
                        store.txn(txn(op(put("a", "1")), op(put("b", "1").setLease(1)))))
                .hasMessage("etcdserver: requested lease not found");
        assertThat(store.entries(Space.KEYS)).isZero();
    }

    @Test
    void impossibleOperationOfTheOtherBranchDoesNotMatter() throws KvException {
        var request = txn(op(put("a", "1"))).addFailure(op(get("a").setRevision(99)));
        assertThat(store.txn(request).getSucceeded()).isTrue();
    }

    @Test
    void readOnlyTxnIsAnsweredFromAView() throws KvException {
        store.put("a", "1");
        var request = TxnRequest.newBuilder()
                .addCompare(
                        compare("a", CompareTarget.VERSION, CompareResult.EQUAL).setVersion(1))
                .addSuccess(op(get("a")))
                .build();
        var answer = store.store.readOnlyTxn(request);
        assertThat(answer.getSucceeded()).isTrue();
        assertThat(answer.getHeader().getRevision()).isEqualTo(2);
        assertThat(answer.getResponses(0).getResponseRange().getKvs(0)).isEqualTo(pair("a", "1", 2, 2, 1));
    }

    @Test
    void routeFollowsFromTheOperationsOfBothBranches() {
        assertThat(TxnRoute.of(txn(op(get("a"))).build())).isEqualTo(TxnRoute.READ_LINEARIZABLE);
        assertThat(TxnRoute.of(txn(op(get("a").setSerializable(true))).build())).isEqualTo(TxnRoute.READ_SERIALIZABLE);
        assertThat(TxnRoute.of(
                        txn(op(get("a").setSerializable(true)), op(get("b"))).build()))
                .isEqualTo(TxnRoute.READ_LINEARIZABLE);
        assertThat(TxnRoute.of(
                        txn(op(get("a"))).addFailure(op(txn(op(delete("a"))))).build()))
                .isEqualTo(TxnRoute.PROPOSE);
        assertThat(TxnRoute.of(TxnRequest.getDefaultInstance())).isEqualTo(TxnRoute.READ_LINEARIZABLE);
    }

    private boolean holds(Compare.Builder compare) throws KvException {
        return store.txn(TxnRequest.newBuilder().addCompare(compare)).getSucceeded();
    }
}

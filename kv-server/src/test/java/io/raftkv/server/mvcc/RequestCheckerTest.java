package io.raftkv.server.mvcc;

import static io.raftkv.server.mvcc.Requests.AND_AFTER;
import static io.raftkv.server.mvcc.Requests.compare;
import static io.raftkv.server.mvcc.Requests.delete;
import static io.raftkv.server.mvcc.Requests.everything;
import static io.raftkv.server.mvcc.Requests.get;
import static io.raftkv.server.mvcc.Requests.op;
import static io.raftkv.server.mvcc.Requests.put;
import static io.raftkv.server.mvcc.Requests.txn;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.client.proto.etcdserverpb.Compare.CompareResult;
import io.raftkv.client.proto.etcdserverpb.Compare.CompareTarget;
import io.raftkv.client.proto.etcdserverpb.RequestOp;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is refused before anything is proposed, and with which words. */
class RequestCheckerTest {
    private static final String DUPLICATE = "etcdserver: duplicate key given in txn request";

    private final RequestChecker checker = new RequestChecker(3);

    @Test
    void emptyKeyIsRefusedEverywhere() {
        String error = "etcdserver: key is not provided";
        refused(error, () -> checker.check(get("").build()));
        refused(error, () -> checker.check(put("", "v").build()));
        refused(error, () -> checker.check(delete("").build()));
        refused(error, () -> checker.check(txn(op(get(""))).build()));
        refused(error, () -> checker.check(txn(op(txn(op(delete(""))))).build()));
        refused(
                error,
                () -> checker.check(TxnRequest.newBuilder()
                        .addCompare(compare("", CompareTarget.VALUE, CompareResult.EQUAL))
                        .build()));
    }

    @Test
    void unknownSortOptionIsRefused() {
        refused(
                "etcdserver: invalid sort option",
                () -> checker.check(everything().setSortOrderValue(3).build()));
        refused(
                "etcdserver: invalid sort option",
                () -> checker.check(everything().setSortTargetValue(5).build()));
    }

    @Test
    void givingWhatShallBeIgnoredIsRefused() {
        refused(
                "etcdserver: value is provided",
                () -> checker.check(put("a", "1").setIgnoreValue(true).build()));
        refused(
                "etcdserver: lease is provided",
                () -> checker.check(
                        put("a", "1").setIgnoreLease(true).setLease(1).build()));
        refused(
                "etcdserver: value is provided",
                () -> checker.check(txn(op(put("a", "1").setIgnoreValue(true))).build()));
    }

    @Test
    void tooManyOperationsAreRefusedAndNestedOnesShareWhatRemains() {
        String error = "etcdserver: too many operations in txn request";
        RequestOp read = op(get("a"));
        allowed(txn(read, read, read));
        refused(error, () -> checker.check(txn(read, read, read, read).build()));
        allowed(txn(op(txn(read, read))));
        refused(error, () -> checker.check(txn(read, op(txn(read, read))).build()));
    }

    @Test
    void emptyOperationIsRefused() {
        refused(
                "etcdserver: key not found",
                () -> checker.check(txn(RequestOp.getDefaultInstance()).build()));
    }

    @Test
    void keyPutTwiceInOneBranchIsRefused() {
        duplicate(txn(op(put("a", "1")), op(put("a", "2"))));
        duplicate(txn(op(put("a", "1")), op(txn(op(put("a", "2"))))));
        duplicate(txn(op(txn(op(put("a", "1")))), op(txn(op(put("a", "2"))))));
        duplicate(TxnRequest.newBuilder().addFailure(op(put("a", "1"))).addFailure(op(put("a", "2"))));
        allowed(txn(op(put("a", "1"))).addFailure(op(put("a", "2"))));
    }

    @Test
    void keyPutInsideADeletedIntervalIsRefused() {
        duplicate(txn(op(put("a", "1")), op(delete("a"))));
        duplicate(txn(op(delete("a", "c")), op(put("b", "1"))));
        duplicate(txn(op(delete("a").setRangeEnd(AND_AFTER)), op(put("b", "1"))));
        duplicate(txn(op(txn(op(delete("a", "c")))), op(put("b", "1"))));
        duplicate(txn(op(txn(op(put("b", "1")))), op(txn(op(delete("a", "c"))))));
        allowed(txn(op(delete("a", "c")), op(put("c", "1"))));
        allowed(txn(op(delete("a", "c")), op(delete("b", "d"))));
    }

    @Test
    void branchesOfOneNestedTxnMayWriteTheSameKey() {
        allowed(txn(op(txn(op(put("a", "1"))).addFailure(op(put("a", "2"))))));
        allowed(txn(op(txn(op(put("a", "1"))).addFailure(op(delete("a"))))));
        duplicate(txn(op(txn(op(get("a"))).addFailure(op(put("a", "2")))), op(put("a", "1"))));
    }

    private void duplicate(TxnRequest.Builder request) {
        refused(DUPLICATE, () -> checker.check(request.build()));
    }

    private void allowed(TxnRequest.Builder request) {
        assertThatCode(() -> checker.check(request.build())).doesNotThrowAnyException();
    }

    private static void refused(String error, ThrowingCallable check) {
        assertThatThrownBy(check)
                .isInstanceOf(KvException.class)
                .hasMessage(error)
                .extracting("error.statusCode")
                .isEqualTo("INVALID_ARGUMENT");
    }
}

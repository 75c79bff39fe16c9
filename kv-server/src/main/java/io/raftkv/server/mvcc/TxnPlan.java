package io.raftkv.server.mvcc;

import io.raftkv.client.proto.etcdserverpb.Compare;
import io.raftkv.client.proto.etcdserverpb.RequestOp;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Which branches of a Txn are taken. It is settled for the Txn and all those nested in it before anything is written, so a
 * compare never sees the Txn's own writes.
 *
 * @param succeeded whether every compare held
 * @param operations the chosen branch
 * @param nested a plan for each Txn among the operations, in their order
 */
record TxnPlan(boolean succeeded, List<RequestOp> operations, List<TxnPlan> nested) {

    /** Evaluates the compares of a Txn, and those of the Txns in the branch that they choose. */
    static TxnPlan choose(TxnRequest request, TxnOperations operations) {
        boolean succeeded = allHold(request.getCompareList(), operations);
        List<RequestOp> chosen = succeeded ? request.getSuccessList() : request.getFailureList();
        List<TxnPlan> nested = new ArrayList<>();
        for (RequestOp operation : chosen) {
            if (operation.hasRequestTxn()) {
                nested.add(choose(operation.getRequestTxn(), operations));
            }
        }
        return new TxnPlan(succeeded, chosen, nested);
    }

    private static boolean allHold(List<Compare> compares, TxnOperations operations) {
        for (Compare compare : compares) {
            if (!Comparison.holds(compare, operations.keys(), operations.revision())) {
                return false;
            }
        }
        return true;
    }
}

package io.raftkv.server.mvcc;

import io.raftkv.client.proto.etcdserverpb.Compare;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeRequest;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.RequestOp;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import java.util.List;

/**
 * What can be said against a request by looking at nothing but the request. Asked by the server that takes the request,
 * before it reads or proposes anything. Any thread may use it.
 *
 * @param maxTxnOperations how many compares, or operations of one branch, a Txn may have; nested Txns share what the
 *     outer one leaves
 */
public record RequestChecker(int maxTxnOperations) {

    /** Refuses a Range without a key or with a sort option that does not exist. */
    public void check(RangeRequest request) throws KvException {
        if (request.getKey().isEmpty()) {
            throw new KvException(KvError.KEY_NOT_PROVIDED);
        }
        RangeOrder.check(request);
    }

    /** Refuses a Put without a key, and one that gives a value or a lease and asks to ignore it. */
    public void check(PutRequest request) throws KvException {
        if (request.getKey().isEmpty()) {
            throw new KvException(KvError.KEY_NOT_PROVIDED);
        }
        if (request.getIgnoreValue() && !request.getValue().isEmpty()) {
            throw new KvException(KvError.VALUE_PROVIDED);
        }
        if (request.getIgnoreLease() && request.getLease() != 0) {
            throw new KvException(KvError.LEASE_PROVIDED);
        }
    }

    /** Refuses a DeleteRange without a key. */
    public void check(DeleteRangeRequest request) throws KvException {
        if (request.getKey().isEmpty()) {
            throw new KvException(KvError.KEY_NOT_PROVIDED);
        }
    }

    /** Refuses a Txn that is too large, has an operation that is refused, or writes a key twice. */
    public void check(TxnRequest request) throws KvException {
        check(request, maxTxnOperations);
        WrittenKeys.check(request.getSuccessList());
        WrittenKeys.check(request.getFailureList());
    }

    private void check(TxnRequest request, int allowed) throws KvException {
        int operations =
                Math.max(request.getCompareCount(), Math.max(request.getSuccessCount(), request.getFailureCount()));
        if (operations > allowed) {
            throw new KvException(KvError.TOO_MANY_OPERATIONS);
        }
        for (Compare compare : request.getCompareList()) {
            if (compare.getKey().isEmpty()) {
                throw new KvException(KvError.KEY_NOT_PROVIDED);
            }
        }
        check(request.getSuccessList(), allowed - operations);
        check(request.getFailureList(), allowed - operations);
    }

    private void check(List<RequestOp> operations, int allowedInNested) throws KvException {
        for (RequestOp operation : operations) {
            switch (operation.getRequestCase()) {
                case REQUEST_RANGE -> check(operation.getRequestRange());
                case REQUEST_PUT -> check(operation.getRequestPut());
                case REQUEST_DELETE_RANGE -> check(operation.getRequestDeleteRange());
                case REQUEST_TXN -> check(operation.getRequestTxn(), allowedInNested);
                case REQUEST_NOT_SET -> throw new KvException(KvError.KEY_NOT_FOUND);
            }
        }
    }
}

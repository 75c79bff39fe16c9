package io.raftkv.server.mvcc;

import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.RequestOp;
import io.raftkv.client.proto.etcdserverpb.RequestOp.RequestCase;
import io.raftkv.client.proto.etcdserverpb.ResponseHeader;
import io.raftkv.client.proto.etcdserverpb.ResponseOp;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import io.raftkv.client.proto.etcdserverpb.TxnResponse;
import java.util.Iterator;

/**
 * Carries out a Txn in three steps: choose the branches, check every operation on them, execute. Whatever can be refused
 * is refused before the first write, so that a Txn happens wholly or not at all.
 */
final class TxnRunner {
    private final TxnOperations operations;

    /** A runner of one Txn. */
    TxnRunner(TxnOperations operations) {
        this.operations = operations;
    }

    /** Carries out a Txn. */
    TxnResponse run(TxnRequest request) throws KvException {
        var plan = TxnPlan.choose(request, operations);
        checkPuts(plan);
        checkRanges(plan);
        return execute(plan);
    }

    /**
     * Refuses a put that cannot be carried out.
     *
     * @param operations tell whether its key is alive
     */
    static void checkPut(PutRequest request, TxnOperations operations) throws KvException {
        if (request.getLease() != 0) {
            throw new KvException(KvError.LEASE_NOT_FOUND);
        }
        if (needsPrevious(request) && !operations.newest(request.getKey()).isAlive()) {
            throw new KvException(KvError.KEY_NOT_FOUND);
        }
    }

    private void checkPuts(TxnPlan plan) throws KvException {
        for (RequestOp operation : plan.operations()) {
            if (operation.hasRequestPut()) {
                checkPut(operation.getRequestPut(), operations);
            } else if (operation.getRequestCase() == RequestCase.REQUEST_NOT_SET) {
                throw new KvException(KvError.KEY_NOT_FOUND);
            }
        }
        for (TxnPlan nested : plan.nested()) {
            checkPuts(nested);
        }
    }

    private void checkRanges(TxnPlan plan) throws KvException {
        for (RequestOp operation : plan.operations()) {
            if (operation.hasRequestRange()) {
                RangeReader.check(operation.getRequestRange(), operations.revision(), operations.compactedRevision());
            }
        }
        for (TxnPlan nested : plan.nested()) {
            checkRanges(nested);
        }
    }

    private TxnResponse execute(TxnPlan plan) throws KvException {
        var response = TxnResponse.newBuilder().setSucceeded(plan.succeeded());
        Iterator<TxnPlan> nested = plan.nested().iterator();
        for (RequestOp operation : plan.operations()) {
            response.addResponses(execute(operation, nested));
        }
        return response.setHeader(ResponseHeader.newBuilder().setRevision(operations.revision()))
                .build();
    }

    private ResponseOp execute(RequestOp operation, Iterator<TxnPlan> nested) throws KvException {
        var response = ResponseOp.newBuilder();
        switch (operation.getRequestCase()) {
            case REQUEST_RANGE ->
                response.setResponseRange(RangeReader.range(
                        operations.keys(),
                        operation.getRequestRange(),
                        operations.revision(),
                        operations.compactedRevision()));
            case REQUEST_PUT -> response.setResponsePut(operations.put(operation.getRequestPut()));
            case REQUEST_DELETE_RANGE ->
                response.setResponseDeleteRange(operations.deleteRange(operation.getRequestDeleteRange()));
            case REQUEST_TXN -> response.setResponseTxn(execute(nested.next()));
            case REQUEST_NOT_SET -> throw new KvException(KvError.KEY_NOT_FOUND);
        }
        return response.build();
    }

    private static boolean needsPrevious(PutRequest request) {
        return request.getIgnoreValue() || request.getIgnoreLease();
    }
}

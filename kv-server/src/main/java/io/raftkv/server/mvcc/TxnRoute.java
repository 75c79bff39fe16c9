package io.raftkv.server.mvcc;

import io.raftkv.client.proto.etcdserverpb.RequestOp;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import java.util.List;

/** Which way a Txn goes, the strictest first. Branches that will not be taken count too, because nobody knows yet which these are. */
public enum TxnRoute {
    /** It may write: through the log. */
    PROPOSE,

    /** It only reads, and at least one read must see everything committed: as a linearizable read. */
    READ_LINEARIZABLE,

    /** It only reads, and is content with what this member has applied. */
    READ_SERIALIZABLE;

    /** The way of a request. */
    public static TxnRoute of(TxnRequest request) {
        TxnRoute route = READ_SERIALIZABLE;
        if (request.getSuccessCount() == 0 && request.getFailureCount() == 0) {
            return READ_LINEARIZABLE; // nothing but compares, and none of its ranges says that it may be stale
        }
        route = stricter(route, of(request.getSuccessList()));
        return stricter(route, of(request.getFailureList()));
    }

    private static TxnRoute of(List<RequestOp> operations) {
        TxnRoute route = READ_SERIALIZABLE;
        for (RequestOp operation : operations) {
            route = stricter(
                    route,
                    switch (operation.getRequestCase()) {
                        case REQUEST_RANGE ->
                            operation.getRequestRange().getSerializable() ? READ_SERIALIZABLE : READ_LINEARIZABLE;
                        case REQUEST_TXN -> of(operation.getRequestTxn());
                        case REQUEST_PUT, REQUEST_DELETE_RANGE, REQUEST_NOT_SET -> PROPOSE;
                    });
        }
        return route;
    }

    private static TxnRoute stricter(TxnRoute one, TxnRoute other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}

package io.raftkv.server.mvcc;

import com.google.protobuf.ByteString;
import io.raftkv.client.proto.etcdserverpb.RequestOp;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The keys that a branch of a Txn puts and the intervals that it deletes, nested Txns included. No key may be put twice, or
 * put and deleted: a key has one event in a revision. The two branches of one nested Txn may meet, since only one of them
 * is taken.
 *
 * <p>The sets are asked for membership and never iterated into anything that clients see. Intervals are compared one by
 * one: their number is bounded by the number of operations that a Txn may have.
 */
final class WrittenKeys {
    private final Set<ByteString> puts = new HashSet<>();
    private final List<Interval> deletes = new ArrayList<>();

    private WrittenKeys() {}

    /** Refuses a branch that writes a key twice. */
    static void check(List<RequestOp> branch) throws KvException {
        of(branch);
    }

    private static WrittenKeys of(List<RequestOp> branch) throws KvException {
        var written = new WrittenKeys();
        for (RequestOp operation : branch) {
            switch (operation.getRequestCase()) {
                case REQUEST_PUT -> written.add(put(operation));
                case REQUEST_DELETE_RANGE -> written.add(delete(operation));
                case REQUEST_TXN -> written.add(eitherBranchOf(operation.getRequestTxn()));
                case REQUEST_RANGE, REQUEST_NOT_SET -> {}
            }
        }
        return written;
    }

    private static WrittenKeys put(RequestOp operation) {
        var written = new WrittenKeys();
        written.puts.add(operation.getRequestPut().getKey());
        return written;
    }

    private static WrittenKeys delete(RequestOp operation) {
        var written = new WrittenKeys();
        var request = operation.getRequestDeleteRange();
        written.deletes.add(new Interval(request.getKey(), request.getRangeEnd()));
        return written;
    }

    private static WrittenKeys eitherBranchOf(TxnRequest request) throws KvException {
        WrittenKeys written = of(request.getSuccessList());
        WrittenKeys otherwise = of(request.getFailureList());
        written.puts.addAll(otherwise.puts);
        written.deletes.addAll(otherwise.deletes);
        return written;
    }

    /** Adds what another operation of the same branch writes. */
    private void add(WrittenKeys other) throws KvException {
        for (ByteString key : other.puts) {
            if (puts.contains(key) || isDeleted(key)) {
                throw new KvException(KvError.DUPLICATE_KEY);
            }
        }
        for (ByteString key : puts) {
            if (other.isDeleted(key)) {
                throw new KvException(KvError.DUPLICATE_KEY);
            }
        }
        puts.addAll(other.puts);
        deletes.addAll(other.deletes);
    }

    private boolean isDeleted(ByteString key) {
        for (Interval interval : deletes) {
            if (interval.contains(key)) {
                return true;
            }
        }
        return false;
    }
}

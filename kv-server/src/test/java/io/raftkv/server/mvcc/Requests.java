package io.raftkv.server.mvcc;

import com.google.protobuf.ByteString;
import io.raftkv.client.proto.etcdserverpb.CompactionRequest;
import io.raftkv.client.proto.etcdserverpb.Compare;
import io.raftkv.client.proto.etcdserverpb.Compare.CompareResult;
import io.raftkv.client.proto.etcdserverpb.Compare.CompareTarget;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeRequest;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.RequestOp;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import io.raftkv.client.proto.mvccpb.KeyValue;

/** Short ways to write requests and expected pairs. */
final class Requests {
    /** The range end that means "and everything after". */
    static final ByteString AND_AFTER = ByteString.copyFrom(new byte[] {0});

    private Requests() {}

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    static PutRequest.Builder put(String key, String value) {
        return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value));
    }

    static RangeRequest.Builder get(String key) {
        return RangeRequest.newBuilder().setKey(bytes(key));
    }

    static RangeRequest.Builder range(String from, String to) {
        return get(from).setRangeEnd(bytes(to));
    }

    static RangeRequest.Builder everything() {
        return RangeRequest.newBuilder().setKey(AND_AFTER).setRangeEnd(AND_AFTER);
    }

    static DeleteRangeRequest.Builder delete(String key) {
        return DeleteRangeRequest.newBuilder().setKey(bytes(key));
    }

    static DeleteRangeRequest.Builder delete(String from, String to) {
        return delete(from).setRangeEnd(bytes(to));
    }

    static CompactionRequest compaction(long revision) {
        return CompactionRequest.newBuilder().setRevision(revision).build();
    }

    static RequestOp op(PutRequest.Builder request) {
        return RequestOp.newBuilder().setRequestPut(request).build();
    }

    static RequestOp op(RangeRequest.Builder request) {
        return RequestOp.newBuilder().setRequestRange(request).build();
    }

    static RequestOp op(DeleteRangeRequest.Builder request) {
        return RequestOp.newBuilder().setRequestDeleteRange(request).build();
    }

    static RequestOp op(TxnRequest.Builder request) {
        return RequestOp.newBuilder().setRequestTxn(request).build();
    }

    static Compare.Builder compare(String key, CompareTarget target, CompareResult result) {
        return Compare.newBuilder().setKey(bytes(key)).setTarget(target).setResult(result);
    }

    /** A Txn without compares, which therefore succeeds. */
    static TxnRequest.Builder txn(RequestOp... operations) {
        var request = TxnRequest.newBuilder();
        for (RequestOp operation : operations) {
            request.addSuccess(operation);
        }
        return request;
    }

    static KeyValue pair(String key, String value, long created, long modified, long version) {
        return KeyValue.newBuilder()
                .setKey(bytes(key))
                .setValue(bytes(value))
                .setCreateRevision(created)
                .setModRevision(modified)
                .setVersion(version)
                .build();
    }
}

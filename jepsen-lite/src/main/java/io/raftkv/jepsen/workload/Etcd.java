package io.raftkv.jepsen.workload;

import com.google.protobuf.ByteString;
import io.raftkv.client.proto.etcdserverpb.Compare;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeRequest;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.RequestOp;
import io.raftkv.client.proto.mvccpb.KeyValue;

/** Words of etcd's API that several workloads use. */
final class Etcd {

    private Etcd() {}

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    static RangeRequest get(String key) {
        return RangeRequest.newBuilder().setKey(bytes(key)).build();
    }

    /** All keys that begin so; the last character of {@code prefix} must not be the highest. */
    static RangeRequest prefix(String prefix) {
        return between(
                prefix, prefix.substring(0, prefix.length() - 1) + (char) (prefix.charAt(prefix.length() - 1) + 1));
    }

    static RangeRequest between(String from, String to) {
        return RangeRequest.newBuilder()
                .setKey(bytes(from))
                .setRangeEnd(bytes(to))
                .build();
    }

    static PutRequest put(String key, String value) {
        return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build();
    }

    static DeleteRangeRequest delete(String key) {
        return DeleteRangeRequest.newBuilder().setKey(bytes(key)).build();
    }

    static RequestOp op(PutRequest put) {
        return RequestOp.newBuilder().setRequestPut(put).build();
    }

    static RequestOp op(RangeRequest range) {
        return RequestOp.newBuilder().setRequestRange(range).build();
    }

    static RequestOp op(DeleteRangeRequest delete) {
        return RequestOp.newBuilder().setRequestDeleteRange(delete).build();
    }

    /** Whether a key has this value. */
    static Compare valueIs(String key, String value) {
        return Compare.newBuilder()
                .setKey(bytes(key))
                .setTarget(Compare.CompareTarget.VALUE)
                .setResult(Compare.CompareResult.EQUAL)
                .setValue(bytes(value))
                .build();
    }

    /** Whether a key has a value that comes after this one. */
    static Compare valueIsGreater(String key, String value) {
        return valueIs(key, value).toBuilder()
                .setResult(Compare.CompareResult.GREATER)
                .build();
    }

    /** Whether a key was last written by this revision; 0 when it must be absent. */
    static Compare modRevisionIs(String key, long revision) {
        return Compare.newBuilder()
                .setKey(bytes(key))
                .setTarget(Compare.CompareTarget.MOD)
                .setResult(Compare.CompareResult.EQUAL)
                .setModRevision(revision)
                .build();
    }

    static String key(KeyValue pair) {
        return pair.getKey().toStringUtf8();
    }

    static String value(KeyValue pair) {
        return pair.getValue().toStringUtf8();
    }
}

package io.raftkv.client;

import io.raftkv.client.proto.etcdserverpb.Compare.CompareResult;
import io.raftkv.client.proto.etcdserverpb.Compare.CompareTarget;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeRequest;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.RequestOp;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;

/** From this client's values to messages. */
final class Requests {
    private Requests() {}

    static RangeRequest of(Get get) {
        return RangeRequest.newBuilder()
                .setKey(get.range().key())
                .setRangeEnd(get.range().end())
                .setLimit(get.limit())
                .setRevision(get.revision())
                .setSortTarget(
                        switch (get.sortTarget()) {
                            case KEY -> RangeRequest.SortTarget.KEY;
                            case VERSION -> RangeRequest.SortTarget.VERSION;
                            case CREATE -> RangeRequest.SortTarget.CREATE;
                            case MOD -> RangeRequest.SortTarget.MOD;
                            case VALUE -> RangeRequest.SortTarget.VALUE;
                        })
                .setSortOrder(
                        switch (get.sortOrder()) {
                            case NONE -> RangeRequest.SortOrder.NONE;
                            case ASCEND -> RangeRequest.SortOrder.ASCEND;
                            case DESCEND -> RangeRequest.SortOrder.DESCEND;
                        })
                .setKeysOnly(get.content() == Get.Content.KEYS)
                .setCountOnly(get.content() == Get.Content.COUNT)
                .setSerializable(get.consistency() == Get.Consistency.SERIALIZABLE)
                .build();
    }

    static PutRequest of(Put put) {
        return PutRequest.newBuilder()
                .setKey(put.key())
                .setValue(put.value())
                .setLease(put.lease())
                .setPrevKv(put.previous() == Previous.RETURNED)
                .build();
    }

    static DeleteRangeRequest of(Delete delete) {
        return DeleteRangeRequest.newBuilder()
                .setKey(delete.range().key())
                .setRangeEnd(delete.range().end())
                .setPrevKv(delete.previous() == Previous.RETURNED)
                .build();
    }

    static TxnRequest of(Txn txn) {
        var request = TxnRequest.newBuilder();
        txn.compares().forEach(compare -> request.addCompare(of(compare)));
        txn.success().forEach(op -> request.addSuccess(of(op)));
        txn.failure().forEach(op -> request.addFailure(of(op)));
        return request.build();
    }

    private static RequestOp of(Op op) {
        var request = RequestOp.newBuilder();
        switch (op) {
            case Get get -> request.setRequestRange(of(get));
            case Put put -> request.setRequestPut(of(put));
            case Delete delete -> request.setRequestDeleteRange(of(delete));
            case Txn txn -> request.setRequestTxn(of(txn));
        }
        return request.build();
    }

    private static io.raftkv.client.proto.etcdserverpb.Compare of(Compare compare) {
        var message = io.raftkv.client.proto.etcdserverpb.Compare.newBuilder()
                .setKey(compare.key())
                .setResult(
                        switch (compare.relation()) {
                            case EQUAL -> CompareResult.EQUAL;
                            case GREATER -> CompareResult.GREATER;
                            case LESS -> CompareResult.LESS;
                            case NOT_EQUAL -> CompareResult.NOT_EQUAL;
                        });
        switch (compare.operand()) {
            case Compare.Version version ->
                message.setTarget(CompareTarget.VERSION).setVersion(version.number());
            case Compare.CreateRevision create ->
                message.setTarget(CompareTarget.CREATE).setCreateRevision(create.number());
            case Compare.ModRevision mod -> message.setTarget(CompareTarget.MOD).setModRevision(mod.number());
            case Compare.Lease lease -> message.setTarget(CompareTarget.LEASE).setLease(lease.id());
            case Compare.Value value -> message.setTarget(CompareTarget.VALUE).setValue(value.bytes());
        }
        return message.build();
    }
}

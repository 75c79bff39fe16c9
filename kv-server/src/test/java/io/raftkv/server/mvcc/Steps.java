package io.raftkv.server.mvcc;

import com.google.protobuf.ByteString;
import io.raftkv.client.proto.etcdserverpb.CompactionRequest;
import io.raftkv.client.proto.etcdserverpb.Compare;
import io.raftkv.client.proto.etcdserverpb.Compare.CompareResult;
import io.raftkv.client.proto.etcdserverpb.Compare.CompareTarget;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeRequest;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.RangeRequest.SortOrder;
import io.raftkv.client.proto.etcdserverpb.RangeRequest.SortTarget;
import io.raftkv.client.proto.etcdserverpb.RequestOp;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import io.raftkv.server.proto.InternalRequest;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Random things to do to a store: few keys, so that they meet, and bytes that are hard to order. */
final class Steps {
    /** Something to do. */
    sealed interface Step {}

    /** A request goes through the log. */
    record Write(InternalRequest request) implements Step {}

    /** A request is answered from a view. */
    record Read(RangeRequest request) implements Step {}

    /** The requests so far are applied as one batch. */
    record EndBatch() implements Step {}

    /** The store flushes. */
    record Flush() implements Step {}

    /** One of the stores frees a bit of what is compacted. */
    record Free(boolean onDisk) implements Step {}

    /** The server crashes, comes back, and applies the log again from its applied index. */
    record Crash() implements Step {}

    /** The server is replaced by a new one, which gets a snapshot of it. */
    record Replace() implements Step {}

    private static final RequestChecker CHECKER = new RequestChecker(10);

    private Steps() {}

    static Arbitrary<List<Step>> any() {
        return Arbitraries.frequencyOf(
                        Tuple.of(12, writes().map(Step.class::cast)),
                        Tuple.of(6, ranges().map(range -> (Step) new Read(range))),
                        Tuple.of(3, Arbitraries.just((Step) new EndBatch())),
                        Tuple.of(1, Arbitraries.just((Step) new Flush())),
                        Tuple.of(1, Arbitraries.of(true, false).map(onDisk -> (Step) new Free(onDisk))),
                        Tuple.of(1, Arbitraries.just((Step) new Crash())),
                        Tuple.of(1, Arbitraries.just((Step) new Replace())))
                .list()
                .ofMinSize(10)
                .ofMaxSize(80);
    }

    private static Arbitrary<Write> writes() {
        return Arbitraries.frequencyOf(
                        Tuple.of(
                                8,
                                puts().map(put -> InternalRequest.newBuilder().setPut(put))),
                        Tuple.of(
                                3,
                                deletes()
                                        .map(delete ->
                                                InternalRequest.newBuilder().setDeleteRange(delete))),
                        Tuple.of(
                                6,
                                txns(2).map(txn -> InternalRequest.newBuilder().setTxn(txn))),
                        Tuple.of(
                                1,
                                revisions()
                                        .map(revision -> InternalRequest.newBuilder()
                                                .setCompaction(CompactionRequest.newBuilder()
                                                        .setRevision(revision)))))
                .map(request -> new Write(request.build()))
                .filter(Steps::isAllowed);
    }

    private static Arbitrary<PutRequest> puts() {
        return Combinators.combine(keys(), values(), flags(0.3), flags(0.1), flags(0.1), flags(0.03))
                .as((key, value, prevKv, ignoreValue, ignoreLease, lease) -> PutRequest.newBuilder()
                        .setKey(key)
                        .setValue(ignoreValue ? ByteString.EMPTY : value)
                        .setPrevKv(prevKv)
                        .setIgnoreValue(ignoreValue)
                        .setIgnoreLease(ignoreLease)
                        .setLease(lease && !ignoreLease ? 7 : 0)
                        .build());
    }

    private static Arbitrary<DeleteRangeRequest> deletes() {
        return Combinators.combine(keys(), ends(), flags(0.5))
                .as((key, end, prevKv) -> DeleteRangeRequest.newBuilder()
                        .setKey(key)
                        .setRangeEnd(end)
                        .setPrevKv(prevKv)
                        .build());
    }

    private static Arbitrary<RangeRequest> ranges() {
        Arbitrary<RangeRequest.Builder> plain = Combinators.combine(
                        keys(), ends(), Arbitraries.longs().between(-1, 4), revisions(), flags(0.1), flags(0.1))
                .as((key, end, limit, revision, keysOnly, countOnly) -> RangeRequest.newBuilder()
                        .setKey(key)
                        .setRangeEnd(end)
                        .setLimit(limit)
                        .setRevision(revision)
                        .setKeysOnly(keysOnly)
                        .setCountOnly(countOnly));
        Arbitrary<Long> bounds = Arbitraries.frequencyOf(Tuple.of(5, Arbitraries.just(0L)), Tuple.of(1, revisions()));
        return Combinators.combine(
                        plain,
                        Arbitraries.of(
                                SortTarget.KEY,
                                SortTarget.VERSION,
                                SortTarget.CREATE,
                                SortTarget.MOD,
                                SortTarget.VALUE),
                        Arbitraries.of(SortOrder.NONE, SortOrder.ASCEND, SortOrder.DESCEND),
                        bounds,
                        bounds,
                        bounds,
                        bounds)
                .as((range, target, order, minMod, maxMod, minCreate, maxCreate) -> range.setSortTarget(target)
                        .setSortOrder(order)
                        .setMinModRevision(minMod)
                        .setMaxModRevision(maxMod)
                        .setMinCreateRevision(minCreate)
                        .setMaxCreateRevision(maxCreate)
                        .build());
    }

    private static Arbitrary<TxnRequest> txns(int depth) {
        Arbitrary<List<RequestOp>> branches = operations(depth).list().ofMaxSize(3);
        return Combinators.combine(compares().list().ofMaxSize(2), branches, branches)
                .as((compares, success, failure) -> TxnRequest.newBuilder()
                        .addAllCompare(compares)
                        .addAllSuccess(success)
                        .addAllFailure(failure)
                        .build());
    }

    private static Arbitrary<RequestOp> operations(int depth) {
        Arbitrary<RequestOp> flat = Arbitraries.frequencyOf(
                Tuple.of(
                        4,
                        puts().map(put ->
                                RequestOp.newBuilder().setRequestPut(put).build())),
                Tuple.of(
                        2,
                        deletes()
                                .map(delete -> RequestOp.newBuilder()
                                        .setRequestDeleteRange(delete)
                                        .build())),
                Tuple.of(
                        3,
                        ranges().map(range -> RequestOp.newBuilder()
                                .setRequestRange(range.toBuilder().setRevision(0))
                                .build())),
                Tuple.of(
                        1,
                        ranges().map(range ->
                                RequestOp.newBuilder().setRequestRange(range).build())));
        return depth == 0
                ? flat
                : Arbitraries.frequencyOf(
                        Tuple.of(4, flat),
                        Tuple.of(
                                1,
                                txns(depth - 1)
                                        .map(txn -> RequestOp.newBuilder()
                                                .setRequestTxn(txn)
                                                .build())));
    }

    private static Arbitrary<Compare> compares() {
        return Combinators.combine(
                        keys(),
                        ends(),
                        Arbitraries.of(
                                CompareResult.EQUAL,
                                CompareResult.NOT_EQUAL,
                                CompareResult.LESS,
                                CompareResult.GREATER),
                        Arbitraries.of(
                                CompareTarget.VERSION,
                                CompareTarget.CREATE,
                                CompareTarget.MOD,
                                CompareTarget.LEASE,
                                CompareTarget.VALUE),
                        Arbitraries.longs().between(0, 6),
                        values())
                .as((key, end, result, target, number, value) -> {
                    var compare = Compare.newBuilder()
                            .setKey(key)
                            .setRangeEnd(end)
                            .setResult(result)
                            .setTarget(target);
                    return switch (target) {
                        case VERSION -> compare.setVersion(number);
                        case CREATE -> compare.setCreateRevision(number);
                        case MOD -> compare.setModRevision(number);
                        case LEASE -> compare.setLease(number);
                        case VALUE, UNRECOGNIZED -> compare.setValue(value);
                    };
                })
                .map(Compare.Builder::build);
    }

    private static Arbitrary<ByteString> keys() {
        return Arbitraries.of(
                bytes('a'),
                bytes('a', 0),
                bytes('a', 0, 1),
                bytes('a', 0xff),
                bytes('b'),
                bytes(0),
                bytes(0xff),
                bytes('c'));
    }

    private static Arbitrary<ByteString> ends() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(ByteString.EMPTY)),
                Tuple.of(1, Arbitraries.just(bytes(0))),
                Tuple.of(2, keys()));
    }

    private static Arbitrary<ByteString> values() {
        return Arbitraries.of(ByteString.EMPTY, bytes(0), bytes('x'), bytes(0x80, 1), bytes('x', 'y'));
    }

    private static Arbitrary<Long> revisions() {
        return Arbitraries.longs().between(-1, 40);
    }

    private static Arbitrary<Boolean> flags(double probability) {
        int percent = (int) (probability * 100);
        return Arbitraries.frequency(Tuple.of(percent, true), Tuple.of(100 - percent, false));
    }

    /** What the server would refuse before it proposes never reaches a store. */
    private static boolean isAllowed(Write write) {
        try {
            var request = write.request();
            switch (request.getRequestCase()) {
                case PUT -> CHECKER.check(request.getPut());
                case DELETE_RANGE -> CHECKER.check(request.getDeleteRange());
                case TXN -> CHECKER.check(request.getTxn());
                case COMPACTION, REQUEST_NOT_SET -> {}
            }
            return true;
        } catch (KvException refused) {
            return false;
        }
    }

    private static ByteString bytes(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return ByteString.copyFrom(bytes);
    }
}

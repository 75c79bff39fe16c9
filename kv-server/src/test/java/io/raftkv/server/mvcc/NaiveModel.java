package io.raftkv.server.mvcc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.raftkv.client.proto.etcdserverpb.CompactionRequest;
import io.raftkv.client.proto.etcdserverpb.CompactionResponse;
import io.raftkv.client.proto.etcdserverpb.Compare;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeRequest;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeResponse;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.PutResponse;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.RangeRequest.SortOrder;
import io.raftkv.client.proto.etcdserverpb.RangeRequest.SortTarget;
import io.raftkv.client.proto.etcdserverpb.RangeResponse;
import io.raftkv.client.proto.etcdserverpb.RequestOp;
import io.raftkv.client.proto.etcdserverpb.ResponseHeader;
import io.raftkv.client.proto.etcdserverpb.ResponseOp;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import io.raftkv.client.proto.etcdserverpb.TxnResponse;
import io.raftkv.client.proto.mvccpb.KeyValue;
import io.raftkv.server.proto.InternalRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the store means, written as plainly as possible: a list of all events ever, and for each question the state is
 * built anew from the list.
 */
final class NaiveModel {
    private static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();

    private final List<Event> events = new ArrayList<>();
    private long revision = 1;
    private long compacted = -1;
    private boolean wrote;

    long revision() {
        return revision;
    }

    long compacted() {
        return compacted;
    }

    KvResult apply(InternalRequest request) {
        wrote = false;
        KvResult result;
        try {
            Message response = switch (request.getRequestCase()) {
                case PUT -> {
                    checkPut(request.getPut(), at(revision));
                    yield put(request.getPut());
                }
                case DELETE_RANGE -> delete(request.getDeleteRange());
                case TXN -> {
                    var before = at(revision);
                    checkPuts(request.getTxn(), before);
                    checkRanges(request.getTxn(), before);
                    yield txn(request.getTxn(), before);
                }
                case COMPACTION -> compact(request.getCompaction());
                case MEMBER_ATTRIBUTES -> request.getMemberAttributes();
                case RETIRE_MEMBER, CLAIM_MEMBER -> throw new AssertionError("not about keys");
                case REQUEST_NOT_SET -> throw new AssertionError("no request");
            };
            result = new KvResult.Done(response);
        } catch (KvException e) {
            result = new KvResult.Refused(e.error());
        }
        revision = current();
        wrote = false;
        return result;
    }

    RangeResponse range(RangeRequest request) throws KvException {
        checkRevision(request.getRevision());
        List<KeyValue> all = new ArrayList<>();
        at(request.getRevision() <= 0 ? current() : request.getRevision()).forEach((key, pair) -> {
            if (inside(key, request.getKey(), request.getRangeEnd())) {
                all.add(pair);
            }
        });
        var response = RangeResponse.newBuilder().setHeader(header()).setCount(all.size());
        if (request.getCountOnly()) {
            return response.build();
        }
        List<KeyValue> found = new ArrayList<>(all);
        found.removeIf(pair -> request.getMinModRevision() != 0 && pair.getModRevision() < request.getMinModRevision());
        found.removeIf(pair -> request.getMaxModRevision() != 0 && pair.getModRevision() > request.getMaxModRevision());
        found.removeIf(pair ->
                request.getMinCreateRevision() != 0 && pair.getCreateRevision() < request.getMinCreateRevision());
        found.removeIf(pair ->
                request.getMaxCreateRevision() != 0 && pair.getCreateRevision() > request.getMaxCreateRevision());
        Comparator<KeyValue> order = order(request.getSortTarget());
        found.sort(request.getSortOrder() == SortOrder.DESCEND ? order.reversed() : order);
        while (request.getLimit() > 0 && found.size() > request.getLimit()) {
            found.removeLast();
            response.setMore(true);
        }
        for (KeyValue pair : found) {
            response.addKvs(
                    request.getKeysOnly() ? pair.toBuilder().clearValue().build() : pair);
        }
        return response.build();
    }

    private PutResponse put(PutRequest request) {
        KeyValue previous = at(current()).get(request.getKey());
        var pair = KeyValue.newBuilder()
                .setKey(request.getKey())
                .setValue(request.getValue())
                .setCreateRevision(previous == null ? revision + 1 : previous.getCreateRevision())
                .setModRevision(revision + 1)
                .setVersion(previous == null ? 1 : previous.getVersion() + 1);
        if (request.getIgnoreValue()) {
            pair.setValue(previous.getValue());
        }
        write(request.getKey(), pair.build());
        var response = PutResponse.newBuilder().setHeader(header());
        if (request.getPrevKv() && previous != null) {
            response.setPrevKv(previous);
        }
        return response.build();
    }

    private DeleteRangeResponse delete(DeleteRangeRequest request) {
        var response = DeleteRangeResponse.newBuilder();
        for (KeyValue pair : at(current()).values()) {
            if (inside(pair.getKey(), request.getKey(), request.getRangeEnd())) {
                write(pair.getKey(), null);
                response.setDeleted(response.getDeleted() + 1);
                if (request.getPrevKv()) {
                    response.addPrevKvs(pair);
                }
            }
        }
        return response.setHeader(header()).build();
    }

    private TxnResponse txn(TxnRequest request, NavigableMap<ByteString, KeyValue> before) throws KvException {
        var response = TxnResponse.newBuilder().setSucceeded(succeeds(request, before));
        for (RequestOp op : branch(request, before)) {
            var part = ResponseOp.newBuilder();
            switch (op.getRequestCase()) {
                case REQUEST_RANGE -> part.setResponseRange(range(op.getRequestRange()));
                case REQUEST_PUT -> part.setResponsePut(put(op.getRequestPut()));
                case REQUEST_DELETE_RANGE -> part.setResponseDeleteRange(delete(op.getRequestDeleteRange()));
                case REQUEST_TXN -> part.setResponseTxn(txn(op.getRequestTxn(), before));
                case REQUEST_NOT_SET -> throw new AssertionError("no operation");
            }
            response.addResponses(part);
        }
        return response.setHeader(header()).build();
    }

    private CompactionResponse compact(CompactionRequest request) throws KvException {
        if (request.getRevision() <= compacted) {
            throw new KvException(KvError.COMPACTED);
        }
        if (request.getRevision() > revision) {
            throw new KvException(KvError.FUTURE_REVISION);
        }
        compacted = request.getRevision();
        return CompactionResponse.newBuilder().setHeader(header()).build();
    }

    private void checkPuts(TxnRequest request, NavigableMap<ByteString, KeyValue> before) throws KvException {
        for (RequestOp op : branch(request, before)) {
            if (op.hasRequestPut()) {
                checkPut(op.getRequestPut(), before);
            }
        }
        for (RequestOp op : branch(request, before)) {
            if (op.hasRequestTxn()) {
                checkPuts(op.getRequestTxn(), before);
            }
        }
    }

    private void checkRanges(TxnRequest request, NavigableMap<ByteString, KeyValue> before) throws KvException {
        for (RequestOp op : branch(request, before)) {
            if (op.hasRequestRange()) {
                checkRevision(op.getRequestRange().getRevision());
            }
        }
        for (RequestOp op : branch(request, before)) {
            if (op.hasRequestTxn()) {
                checkRanges(op.getRequestTxn(), before);
            }
        }
    }

    private static void checkPut(PutRequest put, NavigableMap<ByteString, KeyValue> before) throws KvException {
        if (put.getLease() != 0) {
            throw new KvException(KvError.LEASE_NOT_FOUND);
        }
        if ((put.getIgnoreValue() || put.getIgnoreLease()) && !before.containsKey(put.getKey())) {
            throw new KvException(KvError.KEY_NOT_FOUND);
        }
    }

    private void checkRevision(long asked) throws KvException {
        if (asked > current()) {
            throw new KvException(KvError.FUTURE_REVISION);
        }
        if (asked > 0 && asked < compacted) {
            throw new KvException(KvError.COMPACTED);
        }
    }

    private static List<RequestOp> branch(TxnRequest request, NavigableMap<ByteString, KeyValue> before) {
        return succeeds(request, before) ? request.getSuccessList() : request.getFailureList();
    }

    private static boolean succeeds(TxnRequest request, NavigableMap<ByteString, KeyValue> before) {
        return request.getCompareList().stream().allMatch(compare -> {
            List<KeyValue> pairs = before.values().stream()
                    .filter(pair -> inside(pair.getKey(), compare.getKey(), compare.getRangeEnd()))
                    .toList();
            return pairs.isEmpty()
                    ? compare.getTarget() != Compare.CompareTarget.VALUE
                            && holds(compare, KeyValue.getDefaultInstance())
                    : pairs.stream().allMatch(pair -> holds(compare, pair));
        });
    }

    private static boolean holds(Compare compare, KeyValue pair) {
        int order = switch (compare.getTarget()) {
            case VERSION -> Long.compare(pair.getVersion(), compare.getVersion());
            case CREATE -> Long.compare(pair.getCreateRevision(), compare.getCreateRevision());
            case MOD -> Long.compare(pair.getModRevision(), compare.getModRevision());
            case LEASE -> Long.compare(pair.getLease(), compare.getLease());
            case VALUE -> ORDER.compare(pair.getValue(), compare.getValue());
            case UNRECOGNIZED -> throw new AssertionError("no target");
        };
        return switch (compare.getResult()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case GREATER -> order > 0;
            case UNRECOGNIZED -> throw new AssertionError("no result");
        };
    }

    private static Comparator<KeyValue> order(SortTarget target) {
        return switch (target) {
            case KEY -> Comparator.comparing(KeyValue::getKey, ORDER);
            case VERSION -> Comparator.comparing(KeyValue::getVersion);
            case CREATE -> Comparator.comparing(KeyValue::getCreateRevision);
            case MOD -> Comparator.comparing(KeyValue::getModRevision);
            case VALUE -> Comparator.comparing(KeyValue::getValue, ORDER);
            case UNRECOGNIZED -> throw new AssertionError("no target");
        };
    }

    private static boolean inside(ByteString key, ByteString from, ByteString end) {
        if (end.isEmpty()) {
            return key.equals(from);
        }
        boolean endless = end.size() == 1 && end.byteAt(0) == 0;
        return ORDER.compare(from, key) <= 0 && (endless || ORDER.compare(key, end) < 0);
    }

    /** The revision as a read sees it in the middle of a request. */
    private long current() {
        return wrote ? revision + 1 : revision;
    }

    private ResponseHeader header() {
        return ResponseHeader.newBuilder().setRevision(current()).build();
    }

    private void write(ByteString key, @Nullable KeyValue pair) {
        events.add(new Event(revision + 1, key, pair));
        wrote = true;
    }

    private NavigableMap<ByteString, KeyValue> at(long asked) {
        NavigableMap<ByteString, KeyValue> state = new TreeMap<>(ORDER);
        for (Event event : events) {
            if (event.revision <= asked) {
                if (event.pair == null) {
                    state.remove(event.key);
                } else {
                    state.put(event.key, event.pair);
                }
            }
        }
        return state;
    }

    private record Event(
            long revision, ByteString key, @Nullable KeyValue pair) {}
}

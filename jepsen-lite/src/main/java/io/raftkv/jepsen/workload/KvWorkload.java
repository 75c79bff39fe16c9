package io.raftkv.jepsen.workload;

import io.raftkv.client.proto.etcdserverpb.RangeResponse;
import io.raftkv.client.proto.etcdserverpb.ResponseOp;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import io.raftkv.client.proto.etcdserverpb.TxnResponse;
import io.raftkv.jepsen.checker.Checker;
import io.raftkv.jepsen.checker.Limits;
import io.raftkv.jepsen.checker.LinearizabilityChecker;
import io.raftkv.jepsen.model.MvccModel;
import io.raftkv.jepsen.workload.Attempt.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The whole store: puts, gets, deletes, ranges and transactions over a few keys, all of them together linearizable, in the order of
 * the revisions that they answered.
 */
final class KvWorkload implements Workload {

    private static final int KEYS = 4;

    /** Most histories take less than a second; the few that do not would hardly be judged in an hour. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The first that a write can make. */
    private static final long FIRST_REVISION = 2;

    private long lastValue;

    /** Revisions that writes were told they made. */
    private final NavigableSet<Long> made = new TreeSet<>();

    @Override
    public Attempt next(RandomGenerator random, int client) {
        String key = "k" + random.nextInt(KEYS);
        String other = "k" + random.nextInt(KEYS);
        String value = "v" + ++lastValue;
        return switch (random.nextInt(8)) {
            case 0, 1 -> put(key, value);
            case 2 -> delete(key);
            case 3 -> range();
            case 4, 5 -> transaction(key, other, value);
            default -> get(key);
        };
    }

    private Attempt put(String key, String value) {
        return new Attempt(
                "put",
                key,
                value,
                store -> store.put(Etcd.put(key, value))
                        .thenApply(put -> made(put.getHeader().getRevision())));
    }

    private static Attempt get(String key) {
        return new Attempt(
                "get",
                key,
                null,
                store -> store.range(Etcd.get(key)).thenApply(range -> {
                    var seen = new HashMap<String, @Nullable Object>();
                    seen.put("value", range.getKvsCount() == 0 ? null : Etcd.value(range.getKvs(0)));
                    seen.put("revision", range.getHeader().getRevision());
                    if (range.getKvsCount() > 0) {
                        seen.put("modRevision", range.getKvs(0).getModRevision());
                    }
                    return new Answer(Collections.unmodifiableMap(seen));
                }));
    }

    private Attempt delete(String key) {
        return new Attempt(
                "delete",
                key,
                null,
                store -> store.deleteRange(Etcd.delete(key)).thenApply(deleted -> {
                    long revision = deleted.getHeader().getRevision();
                    if (deleted.getDeleted() > 0) {
                        made.add(revision);
                    }
                    return new Answer(Map.of("deleted", deleted.getDeleted(), "revision", revision));
                }));
    }

    private static Attempt range() {
        return new Attempt(
                "range",
                null,
                List.of("k", "l"),
                store -> store.range(Etcd.between("k", "l")).thenApply(range -> {
                    return new Answer(Map.of(
                            "values",
                            values(range),
                            "revision",
                            range.getHeader().getRevision()));
                }));
    }

    /** Puts one key and reads another if the first is absent; else reads it and deletes the other. */
    private Attempt transaction(String key, String other, String value) {
        var asked = Map.of(
                "compare", List.of(List.of(key, "mod", 0L)),
                "success", List.of(List.of("put", key, value), List.of("get", other)),
                "failure", List.of(List.of("get", key), List.of("delete", other)));
        var request = TxnRequest.newBuilder()
                .addCompare(Etcd.modRevisionIs(key, 0))
                .addSuccess(Etcd.op(Etcd.put(key, value)))
                .addSuccess(Etcd.op(Etcd.get(other)))
                .addFailure(Etcd.op(Etcd.get(key)))
                .addFailure(Etcd.op(Etcd.delete(other)))
                .build();
        return new Attempt("txn", null, asked, store -> store.txn(request).thenApply(this::answer));
    }

    private Answer answer(TxnResponse txn) {
        var results = new ArrayList<@Nullable Object>();
        for (ResponseOp response : txn.getResponsesList()) {
            results.add(
                    switch (response.getResponseCase()) {
                        case RESPONSE_RANGE ->
                            response.getResponseRange().getKvsCount() == 0
                                    ? null
                                    : Etcd.value(response.getResponseRange().getKvs(0));
                        case RESPONSE_DELETE_RANGE ->
                            response.getResponseDeleteRange().getDeleted();
                        default -> null;
                    });
        }
        if (txn.getSucceeded()) {
            made.add(txn.getHeader().getRevision());
        }
        return new Answer(Map.of(
                "succeeded",
                txn.getSucceeded(),
                "results",
                Collections.unmodifiableList(results),
                "revision",
                txn.getHeader().getRevision()));
    }

    private Answer made(long revision) {
        made.add(revision);
        return new Answer(Map.of("revision", revision));
    }

    /**
     * Reads what was there at each revision that nobody was told to have made, which tells what became of the writes that were not
     * answered: without that, a checker would have to try all of them everywhere.
     */
    @Override
    public List<Attempt> finalReads() {
        if (made.isEmpty()) {
            return List.of();
        }
        return LongStream.range(FIRST_REVISION, made.last())
                .filter(revision -> !made.contains(revision))
                .mapToObj(KvWorkload::rangeAt)
                .toList();
    }

    private static Map<String, Object> values(RangeResponse range) {
        var values = new HashMap<String, Object>();
        range.getKvsList().forEach(pair -> values.put(Etcd.key(pair), Etcd.value(pair)));
        return values;
    }

    /** Tells nothing of a revision that has been compacted: such a read was answered, too. */
    private static Attempt rangeAt(long revision) {
        var request = Etcd.between("k", "l").toBuilder().setRevision(revision).build();
        return new Attempt(
                "range-at",
                null,
                revision,
                store -> store.range(request)
                        .thenApply(range -> new Answer(Map.of("values", values(range))))
                        .exceptionallyCompose(failure -> isCompacted(failure)
                                ? CompletableFuture.completedFuture(new Answer(Map.of("compacted", true)))
                                : CompletableFuture.failedFuture(failure)));
    }

    private static boolean isCompacted(Throwable failure) {
        return failure instanceof CompactedException || failure.getCause() instanceof CompactedException;
    }

    @Override
    public Checker checker() {
        return new LinearizabilityChecker(new MvccModel(), Limits.usual().time(PATIENCE));
    }
}

package io.raftkv.jepsen.workload;

import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import io.raftkv.jepsen.checker.Checker;
import io.raftkv.jepsen.checker.StaleReadChecker;
import io.raftkv.jepsen.workload.Attempt.Answer;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * One client writes growing numbers, the others read them without asking a majority: such reads may be old. How old they were is what
 * comes out.
 */
final class StaleReadWorkload implements Workload {

    private static final String KEY = "number";

    private final Map<Integer, Integer> serverOf = new HashMap<>();
    private long last;

    @Override
    public Attempt next(RandomGenerator random, int client) {
        return client == 0 ? write(++last) : read();
    }

    /** Each client stays where it began: at another server the next read may well show something older. */
    @Override
    public int chooseServer(RandomGenerator random, int client, int servers) {
        return serverOf.computeIfAbsent(client, number -> number % servers);
    }

    /** Unless a greater number is there: one that arrives when its client waits no longer must not take back a later one. */
    private static Attempt write(long number) {
        String padded = "%012d".formatted(number); // texts are compared
        var request = TxnRequest.newBuilder()
                .addCompare(Etcd.valueIsGreater(KEY, padded))
                .addFailure(Etcd.op(Etcd.put(KEY, padded)))
                .build();
        return new Attempt(
                "write",
                null,
                number,
                store -> store.txn(request).thenApply(txn -> {
                    if (txn.getSucceeded()) {
                        throw new NotDoneException("a greater number is there");
                    }
                    return new Answer(number);
                }));
    }

    private static Attempt read() {
        var request = RangeRequest.newBuilder()
                .setKey(Etcd.bytes(KEY))
                .setSerializable(true)
                .build();
        return new Attempt(
                "read",
                null,
                null,
                store -> store.range(request)
                        .thenApply(range -> new Answer(
                                range.getKvsCount() == 0 ? null : Long.valueOf(Etcd.value(range.getKvs(0))))));
    }

    @Override
    public Checker checker() {
        return new StaleReadChecker();
    }
}

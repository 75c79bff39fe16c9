package io.raftkv.jepsen.workload;

import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import io.raftkv.jepsen.checker.Checker;
import io.raftkv.jepsen.checker.Limits;
import io.raftkv.jepsen.checker.LinearizabilityChecker;
import io.raftkv.jepsen.model.CasRegisterModel;
import io.raftkv.jepsen.workload.Attempt.Answer;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Reads, writes and compare-and-swaps of a few registers, each on its own linearizable. A register gets a new key after so many
 * operations, which keeps the histories short that a checker has to order.
 */
final class RegisterWorkload implements Workload {

    private static final int REGISTERS_AT_ONCE = 5;
    private static final int OPERATIONS_PER_KEY = 200;
    private static final int VALUES = 5;

    private long drawn;

    @Override
    public Attempt next(RandomGenerator random, int client) {
        long era = drawn++ / (REGISTERS_AT_ONCE * OPERATIONS_PER_KEY);
        String key = "r" + (era * REGISTERS_AT_ONCE + random.nextInt(REGISTERS_AT_ONCE));
        return switch (random.nextInt(4)) {
            case 0 -> write(key, random.nextInt(VALUES));
            case 1 -> compareAndSwap(key, random.nextInt(VALUES), random.nextInt(VALUES));
            default -> read(key);
        };
    }

    private static Attempt read(String key) {
        return new Attempt(
                "read",
                key,
                null,
                store -> store.range(Etcd.get(key))
                        .thenApply(range -> new Answer(
                                range.getKvsCount() == 0 ? null : Long.valueOf(Etcd.value(range.getKvs(0))))));
    }

    private static Attempt write(String key, long value) {
        return new Attempt(
                "write",
                key,
                value,
                store -> store.put(Etcd.put(key, Long.toString(value))).thenApply(put -> new Answer(value)));
    }

    private static Attempt compareAndSwap(String key, long old, long changed) {
        var asked = List.of(old, changed);
        var request = TxnRequest.newBuilder()
                .addCompare(Etcd.valueIs(key, Long.toString(old)))
                .addSuccess(Etcd.op(Etcd.put(key, Long.toString(changed))))
                .build();
        return new Attempt(
                "cas",
                key,
                asked,
                store -> store.txn(request).thenApply(txn -> {
                    if (!txn.getSucceeded()) {
                        throw new NotDoneException("the value is another");
                    }
                    return new Answer(asked);
                }));
    }

    @Override
    public Checker checker() {
        return new LinearizabilityChecker(new CasRegisterModel(), Limits.usual());
    }
}

package io.raftkv.jepsen.workload;

import io.raftkv.client.proto.etcdserverpb.RangeResponse;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import io.raftkv.client.proto.etcdserverpb.TxnResponse;
import io.raftkv.client.proto.mvccpb.KeyValue;
import io.raftkv.jepsen.checker.BankChecker;
import io.raftkv.jepsen.checker.Checker;
import io.raftkv.jepsen.workload.Attempt.Answer;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Moves money between accounts, in a transaction that both balances must not have changed since they were read, and reads all of them at
 * once. The first transfer of a client opens the accounts.
 */
final class BankWorkload implements Workload {

    static final int ACCOUNTS = 5;
    static final long OPENING_BALANCE = 100;

    private static final String PREFIX = "account/";
    private static final int MAX_AMOUNT = 30;

    @Override
    public Attempt next(RandomGenerator random, int client) {
        if (random.nextInt(3) == 0) {
            return read();
        }
        int from = random.nextInt(ACCOUNTS);
        int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        return transfer(Integer.toString(from), Integer.toString(to), 1 + random.nextInt(MAX_AMOUNT));
    }

    private static Attempt read() {
        return new Attempt(
                "read",
                null,
                null,
                store -> store.range(Etcd.prefix(PREFIX)).thenApply(range -> {
                    if (range.getKvsCount() == 0) {
                        throw new NotDoneException("the accounts are not open yet");
                    }
                    var balances = new TreeMap<String, Object>();
                    range.getKvsList().forEach(pair -> balances.put(accountOf(pair), balanceOf(pair)));
                    return new Answer(balances);
                }));
    }

    private static Attempt transfer(String from, String to, long amount) {
        Map<String, Object> asked = Map.of("from", from, "to", to, "amount", amount);
        return new Attempt(
                "transfer",
                null,
                asked,
                store -> store.range(Etcd.prefix(PREFIX))
                        .thenCompose(range -> range.getKvsCount() == 0
                                ? open(store)
                                : move(store, pair(range, from), pair(range, to), amount))
                        .thenApply(done -> new Answer(asked)));
    }

    /** Opens all accounts if there is none, and does not move any money: so the operation it belongs to was not done. */
    private static CompletableFuture<TxnResponse> open(Store store) {
        var request = TxnRequest.newBuilder().addCompare(Etcd.modRevisionIs(PREFIX + 0, 0));
        for (int account = 0; account < ACCOUNTS; account++) {
            request.addSuccess(Etcd.op(Etcd.put(PREFIX + account, Long.toString(OPENING_BALANCE))));
        }
        return store.txn(request.build()).thenApply(opened -> {
            throw new NotDoneException("the accounts had to be opened first");
        });
    }

    private static CompletableFuture<TxnResponse> move(
            Store store, @Nullable KeyValue from, @Nullable KeyValue to, long amount) {
        if (from == null || to == null) {
            throw new IllegalStateException("accounts are opened together, but one is missing");
        }
        if (balanceOf(from) < amount) {
            throw new NotDoneException("not enough money");
        }
        var request = TxnRequest.newBuilder()
                .addCompare(Etcd.modRevisionIs(Etcd.key(from), from.getModRevision()))
                .addCompare(Etcd.modRevisionIs(Etcd.key(to), to.getModRevision()))
                .addSuccess(Etcd.op(Etcd.put(Etcd.key(from), Long.toString(balanceOf(from) - amount))))
                .addSuccess(Etcd.op(Etcd.put(Etcd.key(to), Long.toString(balanceOf(to) + amount))))
                .build();
        return store.txn(request).thenApply(txn -> {
            if (!txn.getSucceeded()) {
                throw new NotDoneException("somebody else changed an account meanwhile");
            }
            return txn;
        });
    }

    private static @Nullable KeyValue pair(RangeResponse range, String account) {
        return range.getKvsList().stream()
                .filter(pair -> accountOf(pair).equals(account))
                .findFirst()
                .orElse(null);
    }

    private static String accountOf(KeyValue pair) {
        return Etcd.key(pair).substring(PREFIX.length());
    }

    private static long balanceOf(KeyValue pair) {
        return Long.parseLong(Etcd.value(pair));
    }

    @Override
    public Checker checker() {
        return new BankChecker(ACCOUNTS * OPENING_BALANCE);
    }
}

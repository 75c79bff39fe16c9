package io.raftkv.jepsen.workload;

import io.raftkv.client.proto.etcdserverpb.RangeResponse;
import io.raftkv.client.proto.etcdserverpb.RequestOp;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import io.raftkv.client.proto.mvccpb.KeyValue;
import io.raftkv.jepsen.checker.AppendChecker;
import io.raftkv.jepsen.checker.Checker;
import io.raftkv.jepsen.workload.Attempt.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Transactions that append to several lists and read them. etcd cannot append, so a transaction reads its lists first and writes them
 * only if none has changed since.
 */
final class AppendWorkload implements Workload {

    private static final int LISTS_AT_ONCE = 3;
    private static final int TRANSACTIONS_PER_LIST = 60;
    private static final int MAX_STEPS = 4;
    private static final String APPEND = "append";
    private static final String READ = "r";

    private long drawn;
    private long lastElement;

    /** One step of a transaction: an element to append, or null to read. */
    private record Micro(String list, @Nullable Long element) {}

    @Override
    public Attempt next(RandomGenerator random, int client) {
        long era = drawn++ / (LISTS_AT_ONCE * TRANSACTIONS_PER_LIST);
        var steps = new ArrayList<Micro>();
        for (int i = 1 + random.nextInt(MAX_STEPS); i > 0; i--) {
            String list = "l" + (era * LISTS_AT_ONCE + random.nextInt(LISTS_AT_ONCE));
            steps.add(new Micro(list, random.nextBoolean() ? ++lastElement : null));
        }
        return new Attempt("txn", null, asked(steps), store -> run(store, List.copyOf(steps)));
    }

    private static List<List<@Nullable Object>> asked(List<Micro> steps) {
        return steps.stream()
                .map(step -> step.element() == null
                        ? Arrays.<@Nullable Object>asList(READ, step.list(), null)
                        : Arrays.<@Nullable Object>asList(APPEND, step.list(), step.element()))
                .toList();
    }

    private static CompletableFuture<Answer> run(Store store, List<Micro> steps) {
        List<String> lists = steps.stream().map(Micro::list).distinct().sorted().toList();
        var reads = TxnRequest.newBuilder();
        lists.forEach(list -> reads.addSuccess(Etcd.op(Etcd.get(list))));
        return store.txn(reads.build()).thenCompose(read -> {
            Map<String, @Nullable KeyValue> found = new LinkedHashMap<>();
            for (int i = 0; i < lists.size(); i++) {
                RangeResponse range = read.getResponses(i).getResponseRange();
                found.put(lists.get(i), range.getKvsCount() == 0 ? null : range.getKvs(0));
            }
            return write(store, steps, found);
        });
    }

    private static CompletableFuture<Answer> write(
            Store store, List<Micro> steps, Map<String, @Nullable KeyValue> found) {
        Map<String, List<Long>> contents = new LinkedHashMap<>();
        found.forEach((list, pair) -> contents.put(list, elementsOf(pair)));
        var done = new ArrayList<List<Object>>();
        var changed = new LinkedHashMap<String, List<Long>>();
        for (Micro step : steps) {
            List<Long> content = contents.getOrDefault(step.list(), List.of());
            if (step.element() == null) {
                done.add(List.of(READ, step.list(), content));
            } else {
                var longer = new ArrayList<>(content);
                longer.add(step.element());
                contents.put(step.list(), List.copyOf(longer));
                changed.put(step.list(), List.copyOf(longer));
                done.add(List.of(APPEND, step.list(), step.element()));
            }
        }
        var answer = new Answer(List.copyOf(done));
        if (changed.isEmpty()) {
            return CompletableFuture.completedFuture(answer);
        }
        return store.txn(ifUnchanged(found, changed)).thenApply(txn -> {
            if (!txn.getSucceeded()) {
                throw new NotDoneException("somebody else changed a list meanwhile");
            }
            return answer;
        });
    }

    private static TxnRequest ifUnchanged(Map<String, @Nullable KeyValue> found, Map<String, List<Long>> changed) {
        var request = TxnRequest.newBuilder();
        found.forEach(
                (list, pair) -> request.addCompare(Etcd.modRevisionIs(list, pair == null ? 0 : pair.getModRevision())));
        changed.forEach((list, content) -> request.addSuccess(put(list, content)));
        return request.build();
    }

    private static RequestOp put(String list, List<Long> content) {
        return Etcd.op(Etcd.put(list, content.stream().map(Object::toString).collect(Collectors.joining(","))));
    }

    private static List<Long> elementsOf(@Nullable KeyValue pair) {
        return pair == null
                ? List.of()
                : Arrays.stream(Etcd.value(pair).split(",")).map(Long::valueOf).toList();
    }

    @Override
    public Checker checker() {
        return new AppendChecker();
    }
}

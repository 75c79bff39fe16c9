package io.raftkv.jepsen.workload;

import io.raftkv.jepsen.checker.Checker;
import io.raftkv.jepsen.checker.SetChecker;
import io.raftkv.jepsen.workload.Attempt.Answer;
import java.util.List;
import java.util.random.RandomGenerator;

/** Adds elements, each once, and in the end reads which are there: none that was acknowledged may be missing. */
final class SetWorkload implements Workload {

    private static final String PREFIX = "e/";

    private long last;

    @Override
    public Attempt next(RandomGenerator random, int client) {
        long element = ++last;
        return new Attempt(
                "add",
                null,
                element,
                store -> store.put(Etcd.put(PREFIX + element, "here")).thenApply(put -> new Answer(element)));
    }

    @Override
    public List<Attempt> finalReads() {
        return List.of(new Attempt(
                "read",
                null,
                null,
                store -> store.range(Etcd.prefix(PREFIX))
                        .thenApply(range -> new Answer(range.getKvsList().stream()
                                .map(pair -> Long.valueOf(Etcd.key(pair).substring(PREFIX.length())))
                                .sorted()
                                .toList()))));
    }

    @Override
    public Checker checker() {
        return new SetChecker();
    }
}

package io.raftkv.jepsen.checker;

import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.history.Operation;
import io.raftkv.jepsen.model.Model;
import io.raftkv.jepsen.model.UnsuitableEventException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Whether a history is linearizable by a model, key by key where the model allows it, several keys at a time.
 *
 * @param model what the store should do
 * @param limits what the search may cost
 */
public record LinearizabilityChecker(Model<?> model, Limits limits) implements Checker {

    /** What a model may know of the history. */
    private enum Foresight {
        NONE,
        ALL_ANSWERS
    }

    @Override
    public String name() {
        return "linearizable (" + model.name() + ")";
    }

    @Override
    public Verdict check(History history) throws UnsuitableEventException {
        int operations = history.operations().size();
        return switch (judge(history)) {
            case Linearizability.Linearizable linearizable ->
                new Verdict.Valid(operations + " operations are linearizable as " + model.name());
            case Linearizability.NotLinearizable violation ->
                new Verdict.Invalid(
                        violation.explanation(), Set.of(), Explanations.events(List.of(violation.blocked())));
            case Linearizability.Unknown unknown -> new Verdict.Unknown(unknown.reason());
        };
    }

    /**
     * The same with all details. Of violations at several keys it tells the one that shows first. Interrupting the thread ends it with
     * {@link Linearizability.Unknown}, and leaves the thread interrupted.
     *
     * @throws UnsuitableEventException when an operation is none of the model's
     */
    public Linearizability judge(History history) throws UnsuitableEventException {
        long begun = System.nanoTime();
        Linearizability verdict = judge(model, history, Foresight.ALL_ANSWERS, new Budget(limits));
        if (!(verdict instanceof Linearizability.NotLinearizable violation)) {
            return verdict;
        }
        // What the shortest prefix is must not take much longer than the verdict.
        long nanos = Math.min(limits.time().toNanos(), Math.max(1_000_000_000L, 2 * (System.nanoTime() - begun)));
        return shortest(history, violation, new Budget(limits.time(Duration.ofNanos(nanos))));
    }

    /**
     * The violation in the shortest prefix that has one; every longer one has it too. The search knows answers before they come, so the place where it
     * fails is just a good guess of where that is.
     */
    private Linearizability shortest(History history, Linearizability.NotLinearizable violation, Budget budget)
            throws UnsuitableEventException {
        int longestGood = 0;
        int shortestBad = history.events().size();
        Linearizability.NotLinearizable found = violation.within(shortestBad);
        int probe = Math.toIntExact(violation.failingPrefix());
        for (int probes = 0; longestGood + 1 < shortestBad || probes == 0; probes++) {
            budget.forgetFailures();
            var prefix = new History(history.events().subList(0, probe));
            if (judge(model, prefix, Foresight.ALL_ANSWERS, budget) instanceof Linearizability.NotLinearizable bad) {
                found = bad.within(probe);
                shortestBad = probe;
            } else {
                longestGood = probe;
            }
            probe = probes == 0 && shortestBad == probe ? probe - 1 : (longestGood + shortestBad) >>> 1;
        }
        // Without foresight it fails at the answer that cannot be, and not at what can no longer lead to it.
        budget.forgetFailures();
        var prefix = new History(history.events().subList(0, shortestBad));
        return judge(model, prefix, Foresight.NONE, budget) instanceof Linearizability.NotLinearizable plain
                ? plain.within(shortestBad)
                : found;
    }

    private <S> Linearizability judge(Model<S> typed, History history, Foresight foresight, Budget budget)
            throws UnsuitableEventException {
        Map<@Nullable String, List<Operation>> byKey = new HashMap<>();
        for (Operation operation : history.operations()) {
            String key = typed.isPartitionedByKey() ? operation.invocation().key() : null;
            byKey.computeIfAbsent(key, absent -> new ArrayList<>()).add(operation);
        }
        var partitions = new ArrayList<Partition<S>>();
        for (List<Operation> ofKey : byKey.values()) {
            partitions.add(new Partition<>(foresight == Foresight.NONE ? typed : typed.forHistory(ofKey), ofKey));
        }
        // A short one that fails spares the others the part of the history after its failure.
        partitions.sort(Comparator.comparingInt(partition -> partition.completed.size()));
        var searches = new ArrayList<Callable<Linearizability>>();
        for (Partition<S> partition : partitions) {
            searches.add(() -> Search.judge(partition, budget));
        }
        return worst(run(searches, budget));
    }

    private List<Linearizability> run(List<Callable<Linearizability>> searches, Budget budget) {
        var verdicts = new ArrayList<Linearizability>();
        try (var threads = Executors.newFixedThreadPool(
                Math.clamp(searches.size(), 1, limits.threads()),
                Thread.ofPlatform().name("checker-", 0).factory())) {
            List<Future<Linearizability>> running =
                    searches.stream().map(threads::submit).toList();
            try {
                for (Future<Linearizability> search : running) {
                    verdicts.add(search.get());
                }
            } catch (InterruptedException e) {
                // Before the threads are waited for.
                budget.cancel();
                Thread.currentThread().interrupt();
                return List.of(new Linearizability.Unknown("cancelled"));
            } catch (ExecutionException e) {
                budget.cancel();
                throw new IllegalStateException("a search failed", e.getCause());
            }
        }
        return verdicts;
    }

    /** The violation that shows first; or else what is unknown; or else that all is well. */
    private static Linearizability worst(List<Linearizability> verdicts) {
        Linearizability worst = new Linearizability.Linearizable();
        for (Linearizability verdict : verdicts) {
            if (verdict instanceof Linearizability.NotLinearizable violation) {
                if (!(worst instanceof Linearizability.NotLinearizable other)
                        || violation.failingPrefix() < other.failingPrefix()) {
                    worst = violation;
                }
            } else if (verdict instanceof Linearizability.Unknown && worst instanceof Linearizability.Linearizable) {
                worst = verdict;
            }
        }
        return worst;
    }
}

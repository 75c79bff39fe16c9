package io.raftkv.server.process.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Whether the revisions that the store gave out are the order in which it worked, for all keys together: a store with
 * one counter that each write raises by one.
 */
public final class RevisionCheck {

    private final List<Operation> operations;
    private final List<String> violations = new ArrayList<>();

    private RevisionCheck(List<Operation> operations) {
        this.operations = operations;
    }

    /**
     * Holds the revisions against what was seen.
     *
     * @param operations of all keys, in any order, on a store that was empty before
     * @return what is wrong, a line each; empty when nothing is
     */
    public static List<String> violations(List<Operation> operations) {
        var check = new RevisionCheck(operations);
        check.everyWriteHasItsOwn();
        check.realTimeIsRespected();
        check.valuesAreThoseOfTheirRevisions();
        check.nothingNewerWasHidden();
        return List.copyOf(check.violations);
    }

    private void everyWriteHasItsOwn() {
        var writerOf = new HashMap<Long, Operation>();
        for (var operation : operations) {
            if (operation.isAcknowledgedWrite()) {
                var other = writerOf.putIfAbsent(operation.revision(), operation);
                if (other != null) {
                    add("two acknowledged writes have one revision", other, operation);
                }
            }
        }
    }

    /** What began after something had returned has no lower revision, and a higher one if it wrote. */
    private void realTimeIsRespected() {
        var returns = operations.stream()
                .filter(operation -> !operation.isUnknown())
                .sorted(Comparator.comparingLong(Operation::returnedAt))
                .toList();
        var invocations = operations.stream()
                .filter(operation -> !operation.isUnknown())
                .sorted(Comparator.comparingLong(Operation::invokedAt))
                .toList();
        int returned = 0;
        Operation newest = null;
        for (var operation : invocations) {
            while (returned < returns.size() && returns.get(returned).returnedAt() < operation.invokedAt()) {
                var candidate = returns.get(returned++);
                newest = newest == null || candidate.revision() > newest.revision() ? candidate : newest;
            }
            if (newest != null) {
                long lowest = newest.revision() + (operation.isAcknowledgedWrite() ? 1 : 0);
                if (operation.revision() < lowest) {
                    add("an operation began after another had returned, but has an older revision", newest, operation);
                }
            }
        }
    }

    /** A revision writes one key and one value, and is the revision of the write which was told so. */
    private void valuesAreThoseOfTheirRevisions() {
        var firstWith = new HashMap<Long, Operation>();
        for (var operation : operations) {
            if (operation.isAcknowledgedWrite()) {
                firstWith.put(operation.revision(), operation);
            }
        }
        for (var operation : operations) {
            if (operation.outcome() instanceof Outcome.Saw saw && saw.value() != null) {
                var first = firstWith.putIfAbsent(saw.modRevision(), operation);
                if (first != null
                        && !(first.key().equals(operation.key()) && saw.value().equals(valueOf(first)))) {
                    add("one revision, different keys or values", first, operation);
                }
            }
        }
    }

    private static String valueOf(Operation operation) {
        return operation.outcome() instanceof Outcome.Saw saw
                ? Objects.requireNonNull(saw.value())
                : Objects.requireNonNull(operation.mayHaveWritten());
    }

    /** What was seen at a revision is the key's newest acknowledged write up to that revision, or one newer still. */
    private void nothingNewerWasHidden() {
        Map<String, TreeMap<Long, Operation>> writesOf = new HashMap<>();
        for (var operation : operations) {
            if (operation.isAcknowledgedWrite()) {
                writesOf.computeIfAbsent(operation.key(), key -> new TreeMap<>())
                        .put(operation.revision(), operation);
            }
        }
        for (var operation : operations) {
            if (operation.outcome() instanceof Outcome.Saw saw) {
                if (saw.modRevision() > saw.revision()) {
                    violations.add("an answer is newer than the revision it names: " + operation.describe(0));
                }
                var newest =
                        writesOf.getOrDefault(operation.key(), new TreeMap<>()).floorEntry(saw.revision());
                if (newest != null && newest.getKey() > saw.modRevision()) {
                    add("an acknowledged write is missing from what was seen later", newest.getValue(), operation);
                }
            }
        }
    }

    private void add(String what, Operation first, Operation second) {
        violations.add(what + ":\n    " + first.describe(0) + "\n    " + second.describe(0));
    }
}

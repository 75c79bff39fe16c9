package io.raftkv.client;

import java.util.List;
import java.util.stream.Stream;

/**
 * Compares, then does one of two lists of operations, all in one step that nobody else's write can come between.
 *
 * @param compares what must hold, all of them, for {@code success} to be done
 * @param success done in order when every compare holds
 * @param failure done in order when one does not
 */
public record Txn(List<Compare> compares, List<Op> success, List<Op> failure) implements Op {

    /** Copies the lists. */
    public Txn {
        compares = List.copyOf(compares);
        success = List.copyOf(success);
        failure = List.copyOf(failure);
    }

    /** Begins a transaction with its compares; without any, {@code success} is always done. */
    public static Txn when(Compare... compares) {
        return new Txn(List.of(compares), List.of(), List.of());
    }

    /** The same with these operations for success. */
    public Txn then(Op... ops) {
        return new Txn(compares, List.of(ops), failure);
    }

    /** The same with these operations for failure. */
    public Txn otherwise(Op... ops) {
        return new Txn(compares, success, List.of(ops));
    }

    @Override
    public boolean isReadOnly() {
        return Stream.concat(success.stream(), failure.stream()).allMatch(Op::isReadOnly);
    }
}

package io.raftkv.client;

import java.util.List;

/**
 * The answer to a {@link Txn}.
 *
 * @param header who answered, and as of when
 * @param succeeded whether every compare held
 * @param results one for each operation of the branch that was done, in its order
 */
public record TxnResult(Header header, boolean succeeded, List<OpResult> results) implements OpResult {

    /** Copies the list. */
    public TxnResult {
        results = List.copyOf(results);
    }
}

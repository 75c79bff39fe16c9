package io.raftkv.jepsen.checker;

import io.raftkv.jepsen.history.Operation;
import java.util.List;

/** Whether a history is linearizable. */
public sealed interface Linearizability {

    /** There is an order in which a store without concurrency could have done it all. */
    record Linearizable() implements Linearizability {}

    /**
     * There is no such order.
     *
     * @param failingPrefix how many events the shortest prefix of the history has that is not linearizable. In it an operation that completes
     *     later is one of which nobody knows yet. When the limits do not allow to show that it is the shortest, it is the shortest found
     * @param blocked the operation whose answer fits no order
     * @param concurrent others under way at that moment, with which it cannot be ordered
     * @param possibleStates states in which the store could have been before the answer
     */
    record NotLinearizable(
            long failingPrefix, Operation blocked, List<Operation> concurrent, List<String> possibleStates)
            implements Linearizability {

        NotLinearizable within(long prefix) {
            return new NotLinearizable(prefix, blocked, concurrent, possibleStates);
        }

        /** All of it in words, in several lines. */
        public String explanation() {
            return Explanations.of(this);
        }
    }

    /**
     * It was not found out.
     *
     * @param reason which limit was met
     */
    record Unknown(String reason) implements Linearizability {}
}

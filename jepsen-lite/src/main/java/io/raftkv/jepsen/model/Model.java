package io.raftkv.jepsen.model;

import io.raftkv.jepsen.history.Operation;
import java.util.List;

/**
 * A sequential specification: what each operation does, and may answer, when nothing happens beside it.
 *
 * <p>Without state of its own, so that threads may share it.
 *
 * @param <S> a state; immutable, with {@code equals} and {@code hashCode}, and a {@code toString} for people
 */
public interface Model<S> {

    /** Its name on the command line. */
    String name();

    /** The state before the first operation. */
    S initialState();

    /**
     * What an operation does. It is asked of operations that took effect (its completion holds the answer) and of those of which
     * nobody knows (there is no answer, so any will do), never of one that failed.
     *
     * <p>The actions of operations that do and answer the same should be equal, as records are: of two such that may or may not have taken effect
     * one can stand for the other, which saves the search from trying both.
     *
     * @throws UnsuitableEventException when the operation is not one of this model's
     */
    Action<S> action(Operation operation) throws UnsuitableEventException;

    /**
     * The same model for one history, of which it may know all answers: its actions may refuse also what the answers of later
     * operations rule out. That never changes a verdict, but saves the search from finding out late.
     *
     * @param operations all those on one object
     */
    default Model<S> forHistory(List<Operation> operations) {
        return this;
    }

    /** Whether each key is an object of its own, beginning in the initial state, so that each is judged by itself. */
    default boolean isPartitionedByKey() {
        return true;
    }

    /** About how many bytes a state takes, for the limit of memory. */
    default long bytesOf(S state) {
        return 64;
    }
}

package io.raftkv.jepsen.workload;

import io.raftkv.jepsen.checker.Checker;
import io.raftkv.jepsen.checker.Limits;
import io.raftkv.jepsen.checker.LinearizabilityChecker;
import io.raftkv.jepsen.model.Model;
import java.util.random.RandomGenerator;

/**
 * What the clients of a replicated state machine of one's own propose, and what it should answer.
 *
 * @param <R> what the state machine answers
 */
public interface Commands<R> extends Behaviour<Command<R>> {

    /** The next command of a client, whose number is from 0. */
    @Override
    Command<R> next(RandomGenerator random, int client);

    /** What the commands do, one after the other. */
    Model<?> model();

    /** Linearizable by the {@link #model}. */
    @Override
    default Checker checker() {
        return new LinearizabilityChecker(model(), Limits.usual());
    }
}

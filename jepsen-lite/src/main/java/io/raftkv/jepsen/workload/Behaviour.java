package io.raftkv.jepsen.workload;

import io.raftkv.jepsen.checker.Checker;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What the clients of one run do. An object belongs to one run, and to one thread: it remembers what it gave out, such as which
 * values are unique.
 *
 * @param <A> what they ask for
 */
public interface Behaviour<A extends Invocation> {

    /**
     * The next operation of a client.
     *
     * @param client its number, from 0
     */
    A next(RandomGenerator random, int client);

    /**
     * Which server a client asks next.
     *
     * @param servers how many there are, at least 1
     * @return from 0 to {@code servers - 1}
     */
    default int chooseServer(RandomGenerator random, int client, int servers) {
        return random.nextInt(servers);
    }

    /** What is read once when all is healed and nobody writes any more, one after the other, each until it succeeds. */
    default List<A> finalReads() {
        return List.of();
    }

    /** What is checked afterwards. */
    Checker checker();
}

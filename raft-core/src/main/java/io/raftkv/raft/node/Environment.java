package io.raftkv.raft.node;

import io.raftkv.raft.storage.Disk;
import io.raftkv.raft.transport.Transport;
import java.util.random.RandomGenerator;

/**
 * Everything that reaches a node from outside: time, threads, randomness, disk and network. A node uses nothing else, and
 * so a whole node runs in the simulator as it runs in production.
 */
public interface Environment {

    /** Monotonic time in nanoseconds from an arbitrary origin. Any thread may call it. */
    long nanoTime();

    /** A source of random numbers; used by one thread. */
    RandomGenerator random();

    /** The directory that the node owns. */
    Disk disk();

    /** The network. */
    Transport transport();

    /** Who watches the algorithm of this node; nobody unless an environment says otherwise. Asked once. */
    default StepObserver observer() {
        return StepObserver.NONE;
    }

    /**
     * A loop that, once started, calls {@code body} soon, and then again whenever it was woken or the time that the body
     * asked for has come, never twice at a time.
     *
     * @param name what the loop does, for thread names and messages
     */
    Loop newLoop(String name, LoopBody body);
}

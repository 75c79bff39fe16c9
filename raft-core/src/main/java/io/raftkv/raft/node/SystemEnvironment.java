package io.raftkv.raft.node;

import io.raftkv.raft.storage.Disk;
import io.raftkv.raft.transport.Transport;
import java.security.SecureRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** The real world: a thread for each loop, whose turn others may take while it sleeps, the JVM's monotonic clock, a real disk and network. */
public final class SystemEnvironment implements Environment {

    private final String threadPrefix;
    private final LongSupplier clock;
    private final RandomGenerator random = new SecureRandom();
    private final Disk disk;
    private final Transport transport;

    /**
     * The world as the JVM sees it.
     *
     * @param name of the node, with which its threads' names begin
     */
    public SystemEnvironment(String name, Disk disk, Transport transport) {
        this(name, disk, transport, System::nanoTime);
    }

    /**
     * The same with another clock.
     *
     * @param clock monotonic nanoseconds; called by many threads
     */
    public SystemEnvironment(String name, Disk disk, Transport transport, LongSupplier clock) {
        this.threadPrefix = name + "/";
        this.disk = disk;
        this.transport = transport;
        this.clock = clock;
    }

    @Override
    public long nanoTime() {
        return clock.getAsLong();
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Disk disk() {
        return disk;
    }

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public Loop newLoop(String name, LoopBody body) {
        return new ThreadLoop(threadPrefix + name, body, clock);
    }
}

package io.raftkv.jepsen.process;

import io.raftkv.raft.sim.LinkConditions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One direction of a link through the {@link Proxy}: what is sent may be held up, slowed down, or its connections broken. Any thread may
 * change it; connections notice at once.
 */
final class Wire {

    private final Set<Pipe> pipes = ConcurrentHashMap.newKeySet();
    private volatile boolean isCut;
    private volatile LinkConditions conditions = LinkConditions.GOOD;

    boolean isCut() {
        return isCut;
    }

    LinkConditions conditions() {
        return conditions;
    }

    /** From now on nothing gets through. Connections stay open, and what is sent waits, as TCP would send it again and again. */
    void cut() {
        isCut = true;
    }

    /** Everything gets through again. */
    void mend() {
        isCut = false;
        pipes.forEach(Pipe::wake);
    }

    /** How it treats what is sent from now on. */
    void setConditions(LinkConditions conditions) {
        this.conditions = conditions;
    }

    /** Breaks every connection that there is, as one that lost its peer. */
    void reset() {
        pipes.forEach(Pipe::reset);
    }

    void add(Pipe pipe) {
        pipes.add(pipe);
    }

    void remove(Pipe pipe) {
        pipes.remove(pipe);
    }
}

package io.raftkv.raft.transport;

/**
 * How a dead connection is found. A leader's heartbeats keep data on its way, and with epoll the kernel gives a connection
 * up when data is not acknowledged for {@link #TIMEOUT_SECONDS}; pings find the others.
 */
final class KeepAlive {

    /** A ping is sent when nothing came for this long. */
    static final long IDLE_SECONDS = 10;

    /** The connection is dead when a ping is not answered for this long. */
    static final long TIMEOUT_SECONDS = 5;

    private KeepAlive() {}
}

package io.raftkv.raft.transport;

import java.util.Locale;

/**
 * One of the ways from a server to a peer. Each is a stream on a connection of its own, so that a snapshot, however large,
 * never delays a heartbeat.
 */
enum Lane {
    /** The algorithm's messages. */
    CONSENSUS,
    /** Parts of snapshots. */
    SNAPSHOT;

    /** As it stands in logs and in the tags of meters. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

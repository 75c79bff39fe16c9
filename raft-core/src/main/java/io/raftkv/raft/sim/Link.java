package io.raftkv.raft.sim;

/**
 * One direction between two servers.
 *
 * @param from id of the server that sends
 * @param to id of the server that is to hear it
 */
public record Link(long from, long to) {

    @Override
    public String toString() {
        return "S" + from + " → S" + to;
    }
}

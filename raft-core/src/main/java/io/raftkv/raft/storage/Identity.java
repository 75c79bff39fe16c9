package io.raftkv.raft.storage;

/**
 * Whose data a directory holds. Written into it at the first start and compared at every later one, so that no server
 * ever votes with another one's memory.
 *
 * @param clusterId id of the cluster, not 0
 * @param serverId id of the server within it, not 0
 */
public record Identity(long clusterId, long serverId) {

    /**
     * Checks the ids.
     *
     * @throws IllegalArgumentException when one of them is 0, which stands for none
     */
    public Identity {
        if (clusterId == 0 || serverId == 0) {
            throw new IllegalArgumentException(
                    "an identity needs a cluster id and a server id other than 0, but cluster="
                            + Long.toHexString(clusterId) + " and server=" + Long.toHexString(serverId));
        }
    }

    @Override
    public String toString() {
        return "member " + Long.toHexString(serverId) + " of cluster " + Long.toHexString(clusterId);
    }
}

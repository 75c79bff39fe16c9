package io.raftkv.raft.sim;

import java.util.List;

/** A cluster as far as a {@link Fault} has to know it: a simulated one, or one of real processes. */
public interface Cluster {

    /** Ids of all servers, running or not, in the order of their machines: of those that were never rebuilt, ascending. */
    List<Long> ids();

    /** The servers that believe at this moment that they lead: none, one, or a deposed one as well. In the order of {@link #ids}. */
    List<Long> leaders();

    /** Who is now on the machine of a server: itself, or the one that has taken its place when it was rebuilt. */
    default long identityOf(long id) {
        return id;
    }
}

package io.raftkv.raft.sim;

import java.util.List;

/** Servers that a {@link Fault} can hit: those of a simulated cluster, or real processes. */
public interface Servers {

    /** Ids of all servers, running or not, ascending. */
    List<Long> ids();

    /** The servers that believe at this moment that they lead: none, one, or a deposed one as well. Ascending. */
    List<Long> leaders();
}

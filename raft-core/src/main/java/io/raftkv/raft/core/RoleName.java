package io.raftkv.raft.core;

/** The roles of a server (P Figure 4), for whoever watches from outside; inside, a role is a type of its own. */
public enum RoleName {
    /** Responds to leaders and candidates. */
    FOLLOWER,
    /** Asks whether it would be elected. */
    PRE_CANDIDATE,
    /** Asks for votes. */
    CANDIDATE,
    /** Handles all client requests. */
    LEADER
}

package io.raftkv.raft.core;

/** Why a request was turned away. A refused request has certainly had no effect, and never will. */
public enum Refusal {
    /** The server asked is not the leader and knows of none, or was asked as leader and is not. */
    NOT_LEADER,

    /** The leader already holds as many bytes of uncommitted entries as it may: try again later. */
    TOO_MANY_UNCOMMITTED
}

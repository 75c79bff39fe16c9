package io.raftkv.raft.core;

/** Why a request was turned away. A refused request has certainly had no effect, and never will. */
public enum Refusal {
    /** The server asked is not the leader and knows of none, or was asked as leader and is not. */
    NOT_LEADER,

    /** The leader already holds as many bytes of uncommitted entries as it may: try again later. */
    TOO_MANY_UNCOMMITTED,

    /** The leader is handing over its leadership (D 3.10): ask again when there is another leader, or the same one still. */
    LEADERSHIP_TRANSFER,

    /** Another change of members is not complete yet (P 6): try again later. */
    CHANGE_IN_PROGRESS,

    /** The leader has not yet committed an entry of its own term, before which it changes no members (raft-dev, July 2015). */
    LEADER_NOT_READY,

    /** Of the voters after the change too few are alive to go on: bring them back first, or force the change. */
    QUORUM_WOULD_BE_LOST,

    /** The learner that is to become a voter has not caught up yet (D 4.2.1). */
    LEARNER_NOT_READY,

    /** The change does not fit the members: one that is to be added is there, or one that is to be changed is not. */
    IMPOSSIBLE_CHANGE
}

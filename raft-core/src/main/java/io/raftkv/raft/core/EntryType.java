package io.raftkv.raft.core;

/** What a log entry is for. The algorithm replicates all of them alike. */
public enum EntryType {
    /** Carries nothing. A leader appends one at the start of its term, so that it learns what is committed (P 8). */
    NO_OP,

    /** A command for the state machine. */
    COMMAND,

    /** A cluster configuration (P 6); nothing appends one as long as the members are fixed. */
    CONFIGURATION
}

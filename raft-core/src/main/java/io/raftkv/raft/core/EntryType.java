package io.raftkv.raft.core;

/** What a log entry is for. The algorithm replicates all of them alike. */
public enum EntryType {
    /**
     * Carries nothing. A leader appends one at the start of its term, so that it learns what is committed (P 8); the first
     * leader of a cluster appends the first configuration instead.
     */
    NO_OP,

    /** A command for the state machine. */
    COMMAND,

    /** A cluster {@link Configuration}, in force from the moment that it is in the log (P 6). */
    CONFIGURATION
}

package io.raftkv.raft.core;

/**
 * What a snapshot stands for: it replaces all log entries up to a position (P 7, Figure 12).
 *
 * @param lastIncluded index and term of the last entry that the snapshot replaces: the paper's two fields in one
 * @param configuration the latest configuration as of that entry, which is committed
 */
public record SnapshotMetadata(LogPosition lastIncluded, Configuration configuration) {

    /** Replaces nothing: a log that still begins with its first entry. */
    public static final SnapshotMetadata NONE = new SnapshotMetadata(LogPosition.ORIGIN, Configuration.NONE);
}

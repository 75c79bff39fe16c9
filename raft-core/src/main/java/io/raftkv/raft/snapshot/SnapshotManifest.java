package io.raftkv.raft.snapshot;

import java.util.List;

/**
 * What is in a snapshot. Its bytes are counted through all files, in the order of this list: {@code offset} of the paper's
 * InstallSnapshot (P Figure 13).
 *
 * @param id names this very snapshot, drawn at random by whoever took it: parts of two snapshots are never mixed
 * @param lastIncludedIndex index of the last log entry whose effects it contains
 * @param files the files, each name once
 */
public record SnapshotManifest(long id, long lastIncludedIndex, List<SnapshotFile> files) {

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException when a name is there twice, or the index is not positive
     */
    public SnapshotManifest {
        if (lastIncludedIndex < 1) {
            throw new IllegalArgumentException("lastIncludedIndex is " + lastIncludedIndex + ", but must be positive");
        }
        if (files.stream().map(SnapshotFile::name).distinct().count() != files.size()) {
            throw new IllegalArgumentException("a snapshot has two files of one name: " + files);
        }
        files = List.copyOf(files);
    }

    /** The length of all files together, in bytes. */
    public long totalBytes() {
        return files.stream().mapToLong(SnapshotFile::bytes).sum();
    }
}

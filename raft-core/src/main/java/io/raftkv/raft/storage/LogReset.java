package io.raftkv.raft.storage;

import io.raftkv.raft.core.SnapshotMetadata;
import java.io.IOException;

/**
 * Replaces the whole log by an empty one that begins behind a snapshot (P Figure 13, 7.).
 *
 * <ol>
 *   <li>{@code log/snapshot} is replaced by one that says that a reset is under way. Before this the log is the old one,
 *       after it the new one.
 *   <li>All segments are deleted, and that is made durable: a segment of the new log may have the name of an old one.
 *   <li>An empty segment is created.
 *   <li>{@code log/snapshot} is replaced by one that says that the log is as it should be.
 * </ol>
 *
 * <p>Nothing is appended before the last step, so recovery, should it find that a reset was under way, does the other steps
 * again: it deletes nothing that anybody was promised.
 */
final class LogReset {

    private LogReset() {}

    /** Replaces the log, whose files must be closed; durable on return. */
    static void run(Disk disk, Identity identity, SnapshotMetadata snapshot) throws IOException {
        new LogStart(LogStart.Stage.RESETTING, snapshot).write(disk, identity);
        finish(disk, identity, snapshot);
    }

    /** Does what is left to do of a reset that was announced. */
    static void finish(Disk disk, Identity identity, SnapshotMetadata snapshot) throws IOException {
        for (long firstIndex : Segment.list(disk)) {
            Segment.delete(disk, firstIndex);
        }
        disk.forceDirectory(Segment.DIRECTORY);
        Segment.create(disk, identity, snapshot.lastIncluded().index() + 1).close();
        new LogStart(LogStart.Stage.SETTLED, snapshot).write(disk, identity);
    }
}

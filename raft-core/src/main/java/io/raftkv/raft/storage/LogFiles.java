package io.raftkv.raft.storage;

import io.raftkv.raft.core.SnapshotMetadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of the segments that are found at a start make up the log. Those whose entries a snapshot has replaced may still be
 * there, all of them or some, whole or cut: they are deleted piece by piece while the server runs.
 */
final class LogFiles {
    private final Disk disk;
    private final long startIndex;

    /** The files of a log that begins behind {@code snapshot}. */
    LogFiles(Disk disk, SnapshotMetadata snapshot) {
        this.disk = disk;
        this.startIndex = snapshot.lastIncluded().index() + 1;
    }

    /**
     * Deletes the segments that the log does not need any more; durable on return.
     *
     * @return the first indexes of the others, ascending; the first of them is at or before the log's first entry
     * @throws StorageException when there is a gap between the snapshot and the log (known bug log-snapshot-gap)
     */
    List<Long> deleteForgotten() throws IOException {
        var kept = new ArrayList<>(Segment.list(disk));
        if (kept.isEmpty() || kept.getFirst() > startIndex) {
            throw gap(kept);
        }
        boolean deleted = false;
        while (kept.size() > 1 && kept.get(1) <= startIndex) {
            Segment.delete(disk, kept.removeFirst());
            deleted = true;
        }
        if (deleted) {
            disk.forceDirectory(Segment.DIRECTORY);
        }
        return kept;
    }

    private StorageException gap(List<Long> found) throws IOException {
        String why = disk.exists(LogStart.PATH)
                ? "as file " + LogStart.PATH + " says"
                : "as there is no file " + LogStart.PATH;
        String first =
                found.isEmpty() ? "there is none at all" : "the first one is " + Segment.pathOf(found.getFirst());
        return StorageException.lostData("data directory " + disk.describe() + " is incomplete: no file in "
                + Segment.DIRECTORY + "/ has entry " + startIndex + ", with which the log must begin " + why + "; "
                + first);
    }

    /** What is reported when a segment does not begin where the one before it ends. */
    static StorageException missing(Disk disk, long index, long nextFirstIndex) {
        return StorageException.lostData("data directory " + disk.describe() + " is incomplete: no file in "
                + Segment.DIRECTORY + "/ has entry " + index + ", though the log goes on in file "
                + Segment.pathOf(nextFirstIndex));
    }
}

package io.raftkv.raft.storage;

import java.io.IOException;
import java.util.List;

/**
 * Tells a first start from a later one. The identity file is created last, when an empty vote file and an empty log are
 * durable. So a directory with an identity has been voted from and must have all its files: one that is missing has been
 * lost, and the server must not go on as if it had never run (known bug wiped-voter).
 */
final class DataDirectory {

    private DataDirectory() {}

    /**
     * Sets up an empty directory, or one whose first start was interrupted.
     *
     * @throws StorageException when the directory is another server's, or files of it are missing
     */
    static void prepare(Disk disk, Identity identity) throws IOException {
        // A process that was killed may have renamed a file without forcing the directory. What is found here is relied
        // on from now on, so it must not be gone after a power loss.
        disk.forceDirectory("");
        if (!disk.exists(IdentityFile.PATH)) {
            setUp(disk, identity);
        }
        IdentityFile.check(disk, identity);
        if (!disk.exists(VoteFile.PATH)) {
            throw incomplete(disk, VoteFile.PATH, "this server may not vote as if it knew nothing");
        }
    }

    private static void setUp(Disk disk, Identity identity) throws IOException {
        if (disk.exists(VoteFile.PATH)) {
            requireNeverUsed(disk, identity);
        } else if (Segment.list(disk).isEmpty() && !disk.exists(LogStart.PATH)) {
            VoteFile.create(disk, identity);
        } else {
            throw incomplete(disk, IdentityFile.PATH, "there is a log");
        }
        if (Segment.list(disk).isEmpty()) {
            SegmentedLog.create(disk, identity);
        } else {
            disk.forceDirectory(Segment.DIRECTORY); // for the same reason
        }
        IdentityFile.create(disk, identity);
    }

    /** What an interrupted first start leaves: a vote file that was never written to, perhaps an empty log. */
    private static void requireNeverUsed(Disk disk, Identity identity) throws IOException {
        try (var vote = VoteFile.open(disk, identity)) {
            if (!vote.isPristine()) {
                throw incomplete(disk, IdentityFile.PATH, "there is a vote of term " + vote.term());
            }
        }
        if (disk.exists(LogStart.PATH)) {
            throw incomplete(disk, IdentityFile.PATH, "there is a log");
        }
        var segments = Segment.list(disk);
        if (!segments.isEmpty()) {
            try (var first = Segment.open(disk, identity, segments.getFirst())) {
                if (!segments.equals(List.of(1L)) || first.allocatedTo() != Segment.HEADER_BYTES) {
                    throw incomplete(disk, IdentityFile.PATH, "there is a log");
                }
            }
        }
    }

    private static StorageException incomplete(Disk disk, String missing, String but) {
        return StorageException.lostData("data directory " + disk.describe() + " is incomplete: file " + missing
                + " is missing, but this is not the first start: " + but);
    }
}

package io.raftkv.raft.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The file that says whose data a directory holds. It is written last at the first start: it vouches for the others. */
final class IdentityFile {
    static final String PATH = "identity";

    private static final long MAGIC = 0x7261_6674_6b76_2d69L; // "raftkv-i"
    private static final int SIZE_BYTES = 64;

    private IdentityFile() {}

    static void create(Disk disk, Identity identity) throws IOException {
        NewFile.write(disk, "", PATH, CheckedBlock.of(MAGIC, SIZE_BYTES, identity.clusterId(), identity.serverId()));
    }

    /** @throws StorageException unless the directory belongs to {@code expected} */
    static void check(Disk disk, Identity expected) throws IOException {
        var block = ByteBuffer.allocate(SIZE_BYTES);
        try (var file = disk.open(PATH)) {
            file.read(block, 0);
        }
        String where = "file " + PATH + " in data directory " + disk.describe();
        long[] ids = CheckedBlock.values(block.flip(), MAGIC, 2, where);
        if (ids == null) {
            throw StorageException.lostData(where + " is damaged: it does not say any more whose data this is");
        }
        requireSame(new Identity(ids[0], ids[1]), expected, "data directory " + disk.describe());
    }

    /** @throws StorageException unless {@code found}, written in {@code what}, is {@code expected} */
    static void requireSame(Identity found, Identity expected, String what) {
        if (!found.equals(expected)) {
            throw new StorageException(what + " belongs to " + found + ", not to " + expected
                    + ": wrong --data-dir, --name or --initial-cluster-token?");
        }
    }
}

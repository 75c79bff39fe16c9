package io.raftkv.raft.storage;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.SnapshotMetadata;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The file that says where the log begins, because a snapshot has replaced its beginning; there is none while the log is
 * all there. It is written before a single entry goes, so entries that are no longer there are never missing.
 *
 * <p>It also announces a {@link LogReset}: its replacement, which is one renaming, is the moment from which on the old log
 * is no more.
 *
 * @param stage whether the log's files are as this file says
 * @param snapshot what stands for the entries that are gone
 */
record LogStart(Stage stage, SnapshotMetadata snapshot) {
    static final String NAME = "snapshot";
    static final String PATH = Segment.DIRECTORY + "/" + NAME;

    private static final long MAGIC = 0x7261_6674_6b76_2d73L; // "raftkv-s"
    private static final LogStart AT_THE_FIRST_ENTRY = new LogStart(Stage.SETTLED, SnapshotMetadata.NONE);

    /** Whether the log's files are as this file says. */
    enum Stage {
        /** Files of the log begin at or before the entry behind the snapshot, and reach at least as far as the snapshot. */
        SETTLED(1),
        /** Every file of the log is to go, whatever its name: what is behind the snapshot has not been written yet. */
        RESETTING(2);

        private final long code;

        Stage(long code) {
            this.code = code;
        }
    }

    /** Replaces the file; durable on return. */
    void write(Disk disk, Identity identity) throws IOException {
        var configuration = snapshot.configuration().encode();
        var content = ByteBuffer.allocate(5 * Long.BYTES + configuration.remaining());
        content.putLong(identity.clusterId()).putLong(identity.serverId()).putLong(stage.code);
        content.putLong(snapshot.lastIncluded().index())
                .putLong(snapshot.lastIncluded().term());
        file(disk).write(content.put(configuration).flip());
    }

    /**
     * Reads the file.
     *
     * @throws StorageException when it is damaged or another server's
     */
    static LogStart read(Disk disk, Identity identity) throws IOException {
        var file = file(disk);
        if (!file.exists()) {
            return AT_THE_FIRST_ENTRY;
        }
        var content = file.read();
        if (content == null) {
            throw StorageException.lostData(
                    file.where() + " is damaged: it does not say any more where the log begins");
        }
        IdentityFile.requireSame(new Identity(content.getLong(), content.getLong()), identity, file.where());
        var stage = content.getLong() == Stage.SETTLED.code ? Stage.SETTLED : Stage.RESETTING;
        var lastIncluded = new LogPosition(content.getLong(), content.getLong());
        try {
            return new LogStart(stage, new SnapshotMetadata(lastIncluded, Configuration.decode(content)));
        } catch (IllegalArgumentException e) {
            throw new StorageException(file.where() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static CheckedFile file(Disk disk) {
        return new CheckedFile(disk, Segment.DIRECTORY, NAME, MAGIC);
    }
}

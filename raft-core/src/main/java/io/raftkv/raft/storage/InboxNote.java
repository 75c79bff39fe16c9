package io.raftkv.raft.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.raftkv.raft.snapshot.SnapshotFile;
import io.raftkv.raft.snapshot.SnapshotManifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that says what is in a {@link SnapshotInbox} and how far it can be relied on. It is replaced only when what it
 * will say is durable.
 *
 * @param manifest what is being received, or was
 * @param durableBytes how much of it would survive a power loss
 * @param stage whether that is all
 */
record InboxNote(SnapshotManifest manifest, long durableBytes, Stage stage) {
    static final String NAME = "manifest";

    private static final Logger LOG = LoggerFactory.getLogger(InboxNote.class);
    private static final long MAGIC = 0x7261_6674_6b76_2d6dL; // "raftkv-m"

    /** How far the snapshot is. */
    enum Stage {
        /** More is to come. */
        RECEIVING(1),
        /** All is there, and may be installed. */
        COMPLETE(2);

        private final long code;

        Stage(long code) {
            this.code = code;
        }
    }

    /** Replaces the file in {@code directory}; durable on return. */
    void write(Disk disk, String directory) throws IOException {
        int size = 4 * Long.BYTES + Integer.BYTES;
        for (var file : manifest.files()) {
            size += Long.BYTES + Integer.BYTES + file.name().length();
        }
        var content = ByteBuffer.allocate(size);
        content.putLong(stage.code).putLong(durableBytes);
        content.putLong(manifest.id()).putLong(manifest.lastIncludedIndex());
        content.putInt(manifest.files().size());
        for (var file : manifest.files()) {
            byte[] name = file.name().getBytes(US_ASCII);
            content.putLong(file.bytes()).putInt(name.length).put(name);
        }
        file(disk, directory).write(content.flip());
    }

    /**
     * Reads the file in {@code directory}; {@code null} when there is none, or when it is damaged: then nothing that was
     * received can be relied on, and it is received again.
     */
    static @Nullable InboxNote read(Disk disk, String directory) throws IOException {
        var file = file(disk, directory);
        if (!file.exists()) {
            return null;
        }
        // A process that was killed may not have forced the file's name, and what is found is relied on from now on.
        disk.forceDirectory(directory);
        var content = file.read();
        if (content == null) {
            LOG.warn(
                    "What was received of a snapshot is given up, because its manifest is damaged. where=\"{}\"",
                    file.where());
            return null;
        }
        var stage = content.getLong() == Stage.COMPLETE.code ? Stage.COMPLETE : Stage.RECEIVING;
        long durableBytes = content.getLong();
        return new InboxNote(
                new SnapshotManifest(content.getLong(), content.getLong(), files(content)), durableBytes, stage);
    }

    /** Deletes the file in {@code directory}; durable on return. */
    static void delete(Disk disk, String directory) throws IOException {
        file(disk, directory).delete();
    }

    private static List<SnapshotFile> files(ByteBuffer content) {
        int count = content.getInt();
        var files = new ArrayList<SnapshotFile>(count);
        for (int i = 0; i < count; i++) {
            long bytes = content.getLong();
            var name = new byte[content.getInt()];
            content.get(name);
            files.add(new SnapshotFile(new String(name, US_ASCII), bytes));
        }
        return files;
    }

    private static CheckedFile file(Disk disk, String directory) {
        return new CheckedFile(disk, directory, NAME, MAGIC);
    }
}

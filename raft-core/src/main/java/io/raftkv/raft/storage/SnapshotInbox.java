package io.raftkv.raft.storage;

import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.snapshot.SnapshotReceiver;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where a state machine receives a snapshot from another server, beside its living state. It holds one snapshot, complete or
 * not, in a directory of its own: the files under the names that the manifest gives them, in {@code files/}, and beside them
 * a note of what they are and how far they are durable. Whenever the power fails, a snapshot that was {@linkplain
 * SnapshotReceiver#complete completed} is there as a whole, and of an incomplete one so much as was noted.
 *
 * <p>Used by one thread at a time. All methods raise {@link StorageException} when the disk fails.
 */
public final class SnapshotInbox {
    private final Disk disk;
    private final String directory;
    private final String filesDirectory;

    /**
     * Names the directory. It is created by the first snapshot that comes.
     *
     * @param directory where it is, relative to the disk's root; nothing else may be in it
     */
    public SnapshotInbox(Disk disk, String directory) {
        this.disk = disk;
        this.directory = directory;
        this.filesDirectory = directory + "/files";
    }

    /**
     * Begins to receive a snapshot, or goes on with it if the one that is here has the same manifest; after a crash that is
     * from the last moment on that was noted, at most some 16 MiB back. A snapshot with another manifest is deleted, even if
     * it is complete.
     */
    public SnapshotReceiver receive(SnapshotManifest manifest) {
        try {
            var note = InboxNote.read(disk, directory);
            if (note != null && note.manifest().equals(manifest)) {
                var receiver = new InboxReceiver(disk, directory, filesDirectory, note);
                if (note.stage() == InboxNote.Stage.COMPLETE || receiver.isIntact()) {
                    return receiver;
                }
            }
            return begin(manifest);
        } catch (IOException e) {
            throw failed(disk, e);
        }
    }

    /** The snapshot that is here as a whole; {@code null} when there is none, or an incomplete one. */
    public @Nullable SnapshotManifest completed() {
        try {
            var note = InboxNote.read(disk, directory);
            return note != null && note.stage() == InboxNote.Stage.COMPLETE ? note.manifest() : null;
        } catch (IOException e) {
            throw failed(disk, e);
        }
    }

    /** Opens a file of the completed snapshot; to be closed by the caller. */
    public DiskFile open(String name) {
        try {
            return disk.open(pathOf(name));
        } catch (IOException e) {
            throw failed(disk, e);
        }
    }

    /** Where on the disk a file of the snapshot is. A completed one may be moved away from there to be installed. */
    public String pathOf(String name) {
        return filesDirectory + "/" + name;
    }

    /** Deletes the snapshot that is here, if there is one, in one step: what a crash leaves of its files is deleted later. */
    public void discard() {
        try {
            disk.createDirectory(filesDirectory);
            InboxNote.delete(disk, directory);
            for (String name : disk.list(filesDirectory)) {
                disk.delete(pathOf(name));
            }
        } catch (IOException e) {
            throw failed(disk, e);
        }
    }

    /**
     * Deletes what is here unless it goes beyond {@code appliedIndex}: a snapshot that has been installed, and files that a
     * crash has left. To be called at each start.
     */
    public void discardUpTo(long appliedIndex) {
        try {
            var note = InboxNote.read(disk, directory);
            if (note == null || note.manifest().lastIncludedIndex() <= appliedIndex) {
                discard();
            }
        } catch (IOException e) {
            throw failed(disk, e);
        }
    }

    private SnapshotReceiver begin(SnapshotManifest manifest) throws IOException {
        discard();
        disk.forceDirectory(filesDirectory);
        var note = new InboxNote(manifest, 0, InboxNote.Stage.RECEIVING);
        note.write(disk, directory);
        return new InboxReceiver(disk, directory, filesDirectory, note);
    }

    static StorageException failed(Disk disk, IOException cause) {
        return new StorageException(
                "receiving a snapshot in data directory " + disk.describe() + " failed: " + cause
                        + ". Repair the disk or make room, then restart this server",
                cause);
    }
}

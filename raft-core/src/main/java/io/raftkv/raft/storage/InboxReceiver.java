package io.raftkv.raft.storage;

import io.raftkv.raft.core.Invariants;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.snapshot.SnapshotReceiver;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what arrives of a snapshot into the files of a {@link SnapshotInbox}, one after the other. Now and then it forces
 * what is there and notes how far that is: a later try goes on from there, and the disk, which the log needs too, is not
 * asked to force all of it at once in the end.
 */
final class InboxReceiver implements SnapshotReceiver {
    private static final long BYTES_BETWEEN_NOTES = 16 << 20;

    private final Disk disk;
    private final String directory;
    private final String filesDirectory;
    private final SnapshotManifest manifest;
    private InboxNote note;
    private long offset;

    /** Number of the file in which the next byte belongs, where in it, and the file itself while it is open. */
    private int number;

    private long position;
    private @Nullable DiskFile file;

    /** After a failure nothing that was written since the last note may be relied on. */
    private boolean failed;

    /** Goes on behind what {@code note} says is there. */
    InboxReceiver(Disk disk, String directory, String filesDirectory, InboxNote note) {
        this.disk = disk;
        this.directory = directory;
        this.filesDirectory = filesDirectory;
        this.manifest = note.manifest();
        this.note = note;
        this.offset = note.durableBytes();
        this.position = offset;
        while (position > 0 && position >= bytesOf(number)) {
            position -= bytesOf(number);
            number++;
        }
    }

    /** Whether the files are as long as the note says. */
    boolean isIntact() throws IOException {
        for (int i = 0; i < number; i++) {
            if (bytesOf(i) > 0 && !hasBytes(pathOf(i), bytesOf(i))) {
                return false;
            }
        }
        return position == 0 || hasBytes(pathOf(number), position);
    }

    @Override
    public long offset() {
        return offset;
    }

    /** The position of {@code data} stays as it is. */
    @Override
    public void write(ByteBuffer data) {
        Invariants.check(
                data.remaining() <= manifest.totalBytes() - offset,
                () -> data.remaining() + " bytes at " + offset + " are more than snapshot "
                        + Long.toHexString(manifest.id()) + " has, which is " + manifest.totalBytes());
        run(() -> append(data.duplicate()));
    }

    @Override
    public void complete() {
        Invariants.check(
                offset == manifest.totalBytes(),
                () -> "snapshot " + Long.toHexString(manifest.id()) + " is not complete: " + offset + " of "
                        + manifest.totalBytes() + " bytes are there");
        if (note.stage() == InboxNote.Stage.RECEIVING) {
            run(() -> {
                createFilesWithoutBytes();
                makeNote(InboxNote.Stage.COMPLETE);
            });
        }
    }

    @Override
    public void close() {
        run(() -> {
            try {
                if (!failed && offset > note.durableBytes()) {
                    makeNote(InboxNote.Stage.RECEIVING);
                }
            } finally {
                closeFile();
            }
        });
    }

    private void append(ByteBuffer data) throws IOException {
        while (data.hasRemaining()) {
            createFilesWithoutBytes();
            var target = openFile();
            int length = (int) Math.min(data.remaining(), bytesOf(number) - position);
            target.write(new ByteBuffer[] {data.slice(data.position(), length)}, position);
            data.position(data.position() + length);
            position += length;
            offset += length;
            if (position == bytesOf(number)) {
                target.force();
                closeFile();
                number++;
                position = 0;
            }
        }
        if (offset - note.durableBytes() >= BYTES_BETWEEN_NOTES) {
            makeNote(InboxNote.Stage.RECEIVING);
        }
    }

    /** What is there becomes durable first, names and contents, and only then is it noted (known bug snapshot-not-forced). */
    private void makeNote(InboxNote.Stage stage) throws IOException {
        if (file != null) {
            file.force();
        }
        disk.forceDirectory(filesDirectory);
        note = new InboxNote(manifest, offset, stage);
        note.write(disk, directory);
    }

    private void createFilesWithoutBytes() throws IOException {
        while (number < manifest.files().size() && bytesOf(number) == 0) {
            createFile().close();
            number++;
        }
    }

    private DiskFile openFile() throws IOException {
        if (file == null) {
            file = position == 0 ? createFile() : reopenFile();
        }
        return file;
    }

    private DiskFile createFile() throws IOException {
        disk.delete(pathOf(number)); // of a try that ended before it was noted
        return disk.create(pathOf(number));
    }

    private DiskFile reopenFile() throws IOException {
        var reopened = disk.open(pathOf(number));
        reopened.truncate(position);
        return reopened;
    }

    private void closeFile() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    private boolean hasBytes(String path, long expected) throws IOException {
        if (!disk.exists(path)) {
            return false;
        }
        try (var found = disk.open(path)) {
            return found.size() >= expected;
        }
    }

    private long bytesOf(int fileNumber) {
        return manifest.files().get(fileNumber).bytes();
    }

    private String pathOf(int fileNumber) {
        return filesDirectory + "/" + manifest.files().get(fileNumber).name();
    }

    private interface Step {
        void run() throws IOException;
    }

    private void run(Step step) {
        boolean succeeded = false;
        try {
            step.run();
            succeeded = true;
        } catch (IOException e) {
            throw SnapshotInbox.failed(disk, e);
        } finally {
            failed = failed || !succeeded;
        }
    }
}

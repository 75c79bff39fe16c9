package io.raftkv.raft.node;

import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.snapshot.Snapshot;
import io.raftkv.raft.snapshot.SnapshotFile;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.snapshot.SnapshotReceiver;
import io.raftkv.raft.storage.CheckedFile;
import io.raftkv.raft.storage.Disk;
import io.raftkv.raft.storage.SnapshotInbox;
import io.raftkv.raft.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * A state machine for embedders whose state fits in memory: they say how a command changes the state and how the state is
 * saved and loaded, and this class does the rest of what {@link StateMachine} asks for.
 *
 * <p>The state is kept in the directory {@code state/} of the node's disk, in one file that is replaced as a whole and has the
 * applied index in it. Saving copies the state in memory, for which applying waits; the copy is written while applying goes
 * on. So while it is saved, or sent to another server, the state takes up memory twice. Saved, it must be smaller than 2 GiB.
 *
 * @param <R> what applying a command answers
 */
public final class InMemoryStateMachine<R> implements StateMachine<R> {
    private static final String DIRECTORY = "state";
    private static final String NAME = "state";
    private static final long MAGIC = 0x7261_6674_6b76_2d61L; // "raftkv-a"

    /**
     * The state. Called by one thread at a time, and not always by the same one.
     *
     * @param <R> what applying a command answers
     */
    public interface State<R> {

        /**
         * Changes the state, depending on nothing but the state and the command.
         *
         * @param command from its position to its limit; may be read in any way, but not changed
         * @return what is answered to the client that proposed the command
         */
        R apply(ByteBuffer command);

        /** Writes the whole state. */
        void save(DataOutput out) throws IOException;

        /** Replaces the whole state by what {@link #save} wrote, on this server or on another one. */
        void load(DataInput in) throws IOException;
    }

    private final Disk disk;
    private final CheckedFile file;
    private final SnapshotInbox inbox;

    /** Guards {@code state} and {@code appliedIndex}. Held only while memory is worked on. */
    private final Object memory = new Object();

    private final State<R> state;
    private long appliedIndex;

    /**
     * Guards what is on disk, and is taken before {@code memory}: without it a state that was saved before an installation
     * could be written after it, and take its place.
     */
    private final Object files = new Object();

    private volatile long durableIndex;

    /**
     * Loads what was saved last. On return it is durable.
     *
     * @param disk the node's disk, where the directory {@code state/} belongs to this object
     * @param state the state of a server that has never run; loaded into when there is another one on the disk
     * @throws StorageException when the file is damaged or the disk fails
     */
    public InMemoryStateMachine(Disk disk, State<R> state) {
        this.disk = disk;
        this.state = state;
        this.file = new CheckedFile(disk, DIRECTORY, NAME, MAGIC);
        this.inbox = new SnapshotInbox(disk, DIRECTORY + "/inbox");
        try {
            disk.createDirectory(DIRECTORY);
            // A process that was killed may have renamed the file without forcing the directory.
            disk.forceDirectory(DIRECTORY);
            if (file.exists()) {
                load(savedContent());
            }
        } catch (IOException e) {
            throw failed("loading", e);
        }
        durableIndex = appliedIndex;
        inbox.discardUpTo(appliedIndex);
    }

    @Override
    public long appliedIndex() {
        synchronized (memory) {
            return appliedIndex;
        }
    }

    @Override
    public List<R> apply(List<LogEntry> commands) {
        var answers = new ArrayList<R>(commands.size());
        synchronized (memory) {
            for (var command : commands) {
                answers.add(state.apply(command.payload().duplicate()));
                appliedIndex = command.index();
            }
        }
        return answers;
    }

    @Override
    public long durableIndex() {
        return durableIndex;
    }

    @Override
    public void persist() {
        synchronized (files) {
            var content = save();
            long index = content.getLong(0);
            if (index > durableIndex) {
                replaceFile(content, index);
            }
        }
    }

    @Override
    public Snapshot snapshot() {
        return SavedState.of(save());
    }

    @Override
    public SnapshotReceiver receive(SnapshotManifest manifest) {
        synchronized (files) {
            return inbox.receive(manifest);
        }
    }

    @Override
    public void install(long lastIncludedIndex) {
        synchronized (files) {
            var content = receivedContent(lastIncludedIndex);
            synchronized (memory) {
                try {
                    load(content);
                } catch (IOException e) {
                    throw failed("loading", e);
                }
            }
            replaceFile(content, lastIncludedIndex);
            inbox.discard();
        }
    }

    /** The applied index and then the state, as they are between two batches, in one piece (known bug applied-index-apart). */
    private ByteBuffer save() {
        var bytes = new SavedBytes();
        var out = new DataOutputStream(bytes);
        synchronized (memory) {
            try {
                out.writeLong(appliedIndex);
                state.save(out);
                out.flush();
            } catch (IOException e) {
                throw failed("saving", e);
            }
        }
        return bytes.content();
    }

    private void load(ByteBuffer content) throws IOException {
        var in = new DataInputStream(
                new ByteArrayInputStream(content.array(), content.arrayOffset(), content.remaining()));
        appliedIndex = in.readLong();
        state.load(in);
    }

    private void replaceFile(ByteBuffer content, long index) {
        try {
            file.write(content);
        } catch (IOException e) {
            throw failed("saving", e);
        }
        durableIndex = index;
    }

    private ByteBuffer savedContent() throws IOException {
        var content = file.read();
        if (content == null) {
            throw StorageException.lostData(file.where()
                    + " is damaged: it holds the state machine's state, of which the log" + " may have only the end");
        }
        return content;
    }

    /** The content of the snapshot that was received, if it is the one that is asked for. */
    private ByteBuffer receivedContent(long lastIncludedIndex) {
        var manifest = inbox.completed();
        if (manifest == null || manifest.lastIncludedIndex() != lastIncludedIndex) {
            throw StorageException.lostData("data directory " + disk.describe() + " has no snapshot in " + DIRECTORY
                    + "/inbox that ends at entry " + lastIncludedIndex + ", behind which its log begins");
        }
        try (var received = inbox.open(NAME)) {
            var content = ByteBuffer.allocate(Math.toIntExact(received.size()));
            received.read(content, 0);
            content.flip();
            if (!SavedState.isOf(manifest, content)) {
                throw StorageException.lostData("file " + received.path() + " in data directory " + disk.describe()
                        + " is damaged: it is not the snapshot that was received");
            }
            return content;
        } catch (IOException e) {
            throw failed("installing", e);
        }
    }

    private StorageException failed(String doing, IOException cause) {
        return new StorageException(
                doing + " the state in data directory " + disk.describe() + " failed: " + cause
                        + ". Remove the cause, then restart this server",
                cause);
    }

    /**
     * A copy of the state in memory. Its id is made of its bytes, so snapshots that have the same id are the same, whoever took
     * them, and a server that installs one can tell whether its disk has kept it well.
     */
    private record SavedState(SnapshotManifest manifest, ByteBuffer content) implements Snapshot {

        static SavedState of(ByteBuffer content) {
            var files = List.of(new SnapshotFile(NAME, content.remaining()));
            return new SavedState(new SnapshotManifest(idOf(content), content.getLong(0), files), content);
        }

        static boolean isOf(SnapshotManifest manifest, ByteBuffer content) {
            return content.remaining() >= Long.BYTES
                    && content.getLong(0) == manifest.lastIncludedIndex()
                    && idOf(content) == manifest.id();
        }

        private static long idOf(ByteBuffer content) {
            var crc32 = new CRC32();
            var crc32c = new CRC32C();
            crc32.update(content.duplicate());
            crc32c.update(content.duplicate());
            return crc32.getValue() << Integer.SIZE | crc32c.getValue();
        }

        @Override
        public void read(long offset, ByteBuffer target) {
            int length = target.remaining();
            target.put(content.slice(Math.toIntExact(offset), length));
        }

        @Override
        public void close() {}
    }

    /** Hands its bytes over without copying them. */
    private static final class SavedBytes extends ByteArrayOutputStream {
        ByteBuffer content() {
            return ByteBuffer.wrap(buf, 0, count);
        }
    }
}

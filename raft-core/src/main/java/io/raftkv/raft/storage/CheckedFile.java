package io.raftkv.raft.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A file that is replaced as a whole and fits in memory. Whenever the power fails it has its old content or its new one, and
 * damage to it does not go unnoticed.
 *
 * <p>Holds nothing open. Used by one thread at a time.
 */
public final class CheckedFile {
    private final Disk disk;
    private final String directory;
    private final String name;
    private final long magic;

    /**
     * Names a file, which need not be there.
     *
     * @param directory where it is, relative to the disk's root; must be there when the file is written
     * @param name its name within it
     * @param magic what such a file begins with, to tell it from others
     */
    public CheckedFile(Disk disk, String directory, String name, long magic) {
        this.disk = disk;
        this.directory = directory;
        this.name = name;
        this.magic = magic;
    }

    /** Whether there is such a file. */
    public boolean exists() throws IOException {
        return disk.exists(path());
    }

    /**
     * What it holds, from position 0 on; {@code null} when it is damaged.
     *
     * @throws StorageException when it is of a later format
     */
    public @Nullable ByteBuffer read() throws IOException {
        try (var file = disk.open(path())) {
            var block = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(block, 0);
            return CheckedBlock.content(block.flip(), magic, where());
        }
    }

    /** Replaces it by what remains in {@code content}, or creates it; durable on return. */
    public void write(ByteBuffer content) throws IOException {
        NewFile.write(disk, directory, name, CheckedBlock.headOf(magic, content), content.duplicate());
    }

    /** Deletes it, if it is there, from its directory, which must be there; durable on return. */
    public void delete() throws IOException {
        disk.delete(path());
        disk.forceDirectory(directory);
    }

    /** What an operator calls it, for messages. */
    public String where() {
        return "file " + path() + " in data directory " + disk.describe();
    }

    private String path() {
        return directory + "/" + name;
    }
}

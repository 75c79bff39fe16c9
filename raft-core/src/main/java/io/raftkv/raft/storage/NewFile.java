package io.raftkv.raft.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Creates files that are either there with their whole content or not there at all, whenever the power fails: written
 * under a temporary name, forced, renamed, and the directory forced. So a file under its final name that cannot be read
 * has been damaged, never merely interrupted.
 */
final class NewFile {
    private static final String TEMPORARY_SUFFIX = ".tmp";

    private NewFile() {}

    /** Creates {@code directory/name} with this content; durable on return. A leftover of an interrupted try is replaced. */
    static void write(Disk disk, String directory, String name, ByteBuffer... content) throws IOException {
        String path = directory.isEmpty() ? name : directory + "/" + name;
        String temporary = path + TEMPORARY_SUFFIX;
        disk.delete(temporary);
        try (var file = disk.create(temporary)) {
            file.write(content, 0);
            file.force();
        }
        disk.rename(temporary, path);
        disk.forceDirectory(directory);
    }

    /** Deletes what interrupted tries have left behind. */
    static void deleteLeftovers(Disk disk, String directory) throws IOException {
        for (String name : disk.list(directory)) {
            if (name.endsWith(TEMPORARY_SUFFIX)) {
                disk.delete(directory + "/" + name);
            }
        }
    }
}

package io.raftkv.server.enrolment;

import io.raftkv.server.StartRefusedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;

/**
 * The file {@code claim} in the data directory of a server that asks the cluster who it is: a number that it has drawn. Its id
 * is given to it once, so if it ends after the cluster has given it and before it has written it down, the number is how the
 * cluster knows it again. It is gone when the server knows who it is.
 */
final class ClaimFile {

    private static final String NAME = "claim";

    private final Path directory;
    private final Path file;

    /** The file of a data directory. */
    ClaimFile(Path directory) {
        this.directory = directory;
        this.file = directory.resolve(NAME);
    }

    /**
     * The number that was drawn before, or else a new one, which survives a power loss.
     *
     * @return never 0
     * @throws StartRefusedException when the file cannot be read or written
     */
    long draw() {
        try {
            return Files.exists(file)
                    ? Long.parseUnsignedLong(Files.readString(file).strip(), 16)
                    : drawAnother();
        } catch (IOException e) {
            throw new StartRefusedException(
                    "file " + file + " cannot be read or written: " + e
                            + ": put that right, or give this server another --data-dir",
                    e);
        } catch (NumberFormatException damaged) {
            throw new StartRefusedException(
                    "file " + file
                            + " is damaged: delete it. If this server is refused then, remove the member that it was"
                            + " to be and add it again (kvctl member remove, kvctl member add)",
                    damaged);
        }
    }

    /** The server knows who it is. */
    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new StartRefusedException("file " + file + " cannot be deleted: " + e, e);
        }
    }

    private long drawAnother() throws IOException {
        var random = new SecureRandom();
        long number = random.nextLong();
        while (number == 0) {
            number = random.nextLong();
        }
        Files.createDirectories(directory);
        var next = directory.resolve(NAME + ".next");
        Files.writeString(next, Long.toHexString(number) + "\n");
        force(next, StandardOpenOption.WRITE);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(directory, StandardOpenOption.READ);
        return number;
    }

    private static void force(Path path, StandardOpenOption access) throws IOException {
        try (var channel = FileChannel.open(path, access)) {
            channel.force(true);
        }
    }
}

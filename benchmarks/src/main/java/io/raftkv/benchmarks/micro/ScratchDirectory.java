package io.raftkv.benchmarks.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * A directory below that of the system property {@code raftkv.benchmark.dir}, and not in the system's temporary directory,
 * which may not be on a disk at all. Deleted when it is closed.
 */
record ScratchDirectory(Path path) implements AutoCloseable {

    static ScratchDirectory create(String name) throws IOException {
        Path parent = Path.of(System.getProperty("raftkv.benchmark.dir", "")).toAbsolutePath();
        return new ScratchDirectory(Files.createTempDirectory(parent, name + "-"));
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

package io.raftkv.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A file holds one idea; one that has grown past this holds more, and is split. */
class FileLengthTest {

    private static final int MAX_LINES = 400;

    private static final Path SOURCES = Path.of("src/main/java/io/raftkv/raft");

    @Test
    void noFileIsLongerThan400Lines() throws IOException {
        try (var files = Files.walk(SOURCES)) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(sources).contains(SOURCES.resolve("core/Raft.java"));
            assertThat(sources).allSatisfy(file -> assertThat(lines(file)).isLessThanOrEqualTo(MAX_LINES));
        }
    }

    private static long lines(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

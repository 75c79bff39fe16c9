package io.raftkv.benchmarks.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFilesTest {

    @TempDir
    private Path directory;

    @Test
    void filesOfAllDirectoriesBelowCount() throws IOException {
        Files.write(directory.resolve("a"), new byte[100]);
        Files.write(Files.createDirectories(directory.resolve("b/c")).resolve("d"), new byte[23]);

        assertThat(DataFiles.bytesBelow(directory)).isEqualTo(123);
    }

    @Test
    void directoryThatIsMissingIsAnErrorAndNotEmpty() {
        assertThatThrownBy(() -> DataFiles.bytesBelow(directory.resolve("missing")))
                .isInstanceOf(NoSuchFileException.class);
    }
}

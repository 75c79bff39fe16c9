package io.raftkv.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {

    @TempDir
    private Path parent;

    @Test
    void closingEndsTheProcessesAndDeletesTheDirectory() throws IOException {
        Process process;
        try (var leftovers = Leftovers.below(parent)) {
            Files.writeString(leftovers.directory().resolve("log"), "entry");
            process = leftovers.start(new ProcessBuilder("sleep", "600"));
            assertThat(process.isAlive()).isTrue();
        }
        assertThat(process.isAlive()).isFalse();
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void nothingIsStartedAfterTheEnd() throws IOException {
        var leftovers = Leftovers.below(parent);
        leftovers.close();

        assertThatThrownBy(() -> leftovers.start(new ProcessBuilder("sleep", "600")))
                .isInstanceOf(IOException.class);
    }
}

package io.raftkv.server.localcluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {

    @TempDir
    Path directory;

    @Test
    void onlyLinesThatWereFinishedSinceTheBeginningAreNews() throws Exception {
        var file = directory.resolve("n1.log");
        Files.writeString(file, "old\n");
        var tail = new LogTail(file);

        append(file, "first\nsec");
        assertThat(tail.newLines()).containsExactly("first");
        assertThat(tail.newLines()).isEmpty();

        append(file, "ond\n");
        assertThat(tail.newLines()).containsExactly("second");
        assertThat(tail.lastLine()).isEqualTo("second");
    }

    @Test
    void aFileMayAppearLater() throws Exception {
        var file = directory.resolve("n1.log");
        var tail = new LogTail(file);
        assertThat(tail.newLines()).isEmpty();

        Files.writeString(file, "first\n");

        assertThat(tail.newLines()).containsExactly("first");
    }

    @Test
    void theLastLineOfAServerThatDiedIsNoStackFrame() throws Exception {
        var file = directory.resolve("n1.log");
        var tail = new LogTail(file);

        Files.writeString(file, "OutOfMemoryError\n\tat Some.method\n\n");
        tail.newLines();

        assertThat(tail.lastLine()).isEqualTo("OutOfMemoryError");
    }

    @Test
    void troubleAndElectionsAndWhatIsNoLogLineAreImportant() {
        assertThat(LogTail.isImportant("2026-11-24T02:55:28.411Z INFO  Leadership - now LEADER server=1"))
                .isTrue();
        assertThat(LogTail.isImportant("2026-11-24T02:55:28.411Z WARN  LogWriter - slow disk"))
                .isTrue();
        assertThat(LogTail.isImportant("kv-server: port 2379 is in use")).isTrue();
        assertThat(LogTail.isImportant("2026-11-24T02:55:28.411Z INFO  KvServer - server started"))
                .isFalse();
        assertThat(LogTail.isImportant("")).isFalse();
    }

    private static void append(Path file, String text) throws Exception {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }
}

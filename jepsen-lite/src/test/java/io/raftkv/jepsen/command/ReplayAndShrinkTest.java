package io.raftkv.jepsen.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayAndShrinkTest {

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void failedRunIsSavedReplayedAndShrunk() throws IOException {
        Path report = directory.resolve("report");
        Path file = report.resolve("run.json");
        assertThat(run(
                        "run",
                        "--workload=set",
                        "--nemesis=disk-lost-writes+partition-half",
                        "--seed=8",
                        "--report=" + report))
                .isEqualTo(JepsenLite.VIOLATION);
        assertThat(printed())
                .contains("replay: jepsen-lite/bin/jepsen-lite replay " + file)
                .contains("shrink: jepsen-lite/bin/jepsen-lite shrink " + file);

        assertThat(report.resolve("index.html"))
                .content()
                .contains("id=\"messages\"", "AppendEntries, term ")
                .contains("jepsen-lite/bin/jepsen-lite replay " + file)
                .contains("jepsen-lite/bin/jepsen-lite shrink " + file);

        assertThat(run("replay", file.toString())).isEqualTo(JepsenLite.VIOLATION);
        assertThat(printed())
                .contains("history: the same, event by event (")
                .contains("verdict: the same (violation)")
                .contains("power-loss all");

        assertThat(run("shrink", file.toString())).isEqualTo(JepsenLite.VIOLATION);
        Path shrunk = report.resolve("shrunk").resolve("run.json");
        assertThat(printed())
                .contains("before: ", "fails: guarantees of Raft")
                .contains("no client operation is needed: ")
                .contains("after: ")
                .contains("replay: jepsen-lite/bin/jepsen-lite replay " + shrunk);
        assertThat(shrunk.resolveSibling("index.html")).exists();

        assertThat(run("replay", shrunk.toString())).isEqualTo(JepsenLite.VIOLATION);
        assertThat(printed()).contains("history: the same, event by event (");
    }

    @Test
    void goodRunIsReplayedAndCannotBeShrunk() {
        Path file = directory.resolve("run.json");
        assertThat(run("run", "--time=20s", "--nemesis=kill", "--report=" + directory))
                .isEqualTo(JepsenLite.GOOD);
        assertThat(printed()).doesNotContain("replay: ");
        assertThat(directory.resolve("index.html")).content().doesNotContain("id=\"messages\"");

        assertThat(run("replay", file.toString())).isEqualTo(JepsenLite.GOOD);
        assertThat(printed()).contains("verdict: the same (good)");

        assertThat(run("shrink", file.toString())).isEqualTo(JepsenLite.GOOD);
        assertThat(printed()).contains("nothing to shrink: this run breaks no promise now, it is good");
    }

    @Test
    void replaySaysThatTheHistoryIsAnother() throws IOException {
        Path file = directory.resolve("run.json");
        run("run", "--time=10s", "--report=" + directory);
        Files.writeString(file, Files.readString(file).replace("\"seed\": 1", "\"seed\": 2"));

        assertThat(run("replay", file.toString())).isEqualTo(JepsenLite.GOOD);
        assertThat(printed()).contains("history: another one than was saved (");
    }

    @Test
    void garbledOrMissingFileIsBadUsageThatNamesIt() throws IOException {
        Path garbled = Files.writeString(directory.resolve("garbled.json"), "{}");
        Path missing = directory.resolve("missing.json");
        for (String command : new String[] {"replay", "shrink"}) {
            assertThat(run(command, garbled.toString())).isEqualTo(JepsenLite.UNKNOWN);
            assertThat(errors()).contains(garbled + ": \"format\" must be a text, but is missing");
            assertThat(run(command, missing.toString())).isEqualTo(JepsenLite.UNKNOWN);
            assertThat(errors()).contains(missing + ": there is no such file");
        }
    }

    @Test
    void runOfRealProcessesIsNotReplayed() throws IOException {
        Path file = directory.resolve("run.json");
        run("run", "--time=10s", "--report=" + directory);
        Files.writeString(file, Files.readString(file).replace("\"world\": \"sim\"", "\"world\": \"process\""));

        assertThat(run("replay", file.toString())).isEqualTo(JepsenLite.UNKNOWN);
        assertThat(errors())
                .contains(file + ": it ran in the world process", "run --world process --workload register");
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return JepsenLite.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }
}

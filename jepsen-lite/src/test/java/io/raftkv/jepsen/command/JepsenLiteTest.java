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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JepsenLiteTest {
    private static final String GOOD = """
            {:process 0, :type :invoke, :f :write, :value 1}
            {:process 0, :type :ok, :f :write, :value 1}
            """;
    private static final String BAD = GOOD + """
            {:process 0, :type :invoke, :f :read, :value nil}
            {:process 0, :type :ok, :f :read, :value 2}
            """;

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void linearizableHistoryIsOneLineAndExitCode0() throws IOException {
        Path file = file("good", GOOD);

        assertThat(run("check", "--format", "edn", "--model", "register", file.toString()))
                .isZero();

        assertThat(text(out)).matches("\\Q" + file + "\\E\tlinearizable\t1\t\\d+\\R");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void violationIsExitCode1AndIsExplainedOnlyWhenAsked() throws IOException {
        Path file = file("bad", BAD);

        assertThat(run("check", "--format=edn", "--model=register", file.toString()))
                .isEqualTo(1);
        assertThat(text(out)).matches("\\Q" + file + "\\E\tnot-linearizable\t2\t\\d+\\R");
        assertThat(text(err)).isEmpty();

        run("check", "--format=edn", "--model=register", "--explain", file.toString());
        assertThat(text(err)).contains("first 4 events", "read (event 2) -> ok 2 (event 3)", "possible state: 1");
    }

    @Test
    void noRunsAtAllAreNoGoodRun() {
        assertThat(run("run", "--runs", "0")).isEqualTo(2);
        assertThat(text(err)).contains("--runs is 0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2000ms kill start kill S9                      | names S9, but there is only S1, S2, S3
            2000ms partition start partition-one S1 S4     | names S4, but there is only S1, S2, S3
            2000ms transfer start transfer-leader S4       | names S4, but there is only S1, S2, S3
            12000ms kill start kill leaders                | comes after the end of the run, which takes 10000ms
            """)
    void stepThatCannotHappenIsBadUsageThatNamesFileAndStep(String step, String message) throws IOException {
        Path file = file("faults.txt", "1000ms kill start kill leaders\n" + step + "\n");

        assertThat(run("run", "--time=10s", "--schedule=" + file)).isEqualTo(2);

        assertThat(text(err)).contains("--schedule " + file + ": step '" + step.strip() + "' " + message);
        assertThat(text(out)).isEmpty();
    }

    @Test
    void serverThatBecomesAMemberMayBeNamed() throws IOException {
        Path file = file("faults.txt", "3000ms membership start membership join S4\n6000ms kill start kill S4\n");

        assertThat(run("run", "--time=10s", "--schedule=" + file)).isZero();
    }

    @Test
    void faultsAreDrawnOrFromAFileButNotBoth() throws IOException {
        Path file = file("faults.txt", "1000ms kill start kill leaders");

        assertThat(run("run", "--nemesis=kill", "--schedule=" + file)).isEqualTo(2);

        assertThat(text(err)).contains("--nemesis and --schedule exclude each other");
    }

    @Test
    void failureUnderAScheduleIsRepeatedWithTheSchedule() throws IOException {
        Path file = file(
                "faults.txt",
                "3000ms disk-lost-writes start disk-lie all\n5000ms disk-lost-writes start power-loss all\n");
        Path report = directory.resolve("report");

        assertThat(run("run", "--time=10s", "--workload=set", "--schedule=" + file, "--report=" + report))
                .isEqualTo(1);

        assertThat(text(out))
                .contains("--workload set --schedule " + file + " --nodes")
                .doesNotContain("--nemesis");
        assertThat(report.resolve("index.html")).content().contains("set under disk-lost-writes");
    }

    @Test
    void garbledFileIsAnErrorAndTheOthersAreChecked() throws IOException {
        Path garbled = file("garbled", GOOD + "{:process 0");
        Path good = file("good", GOOD);
        Path missing = directory.resolve("missing");

        int code = run(
                "check", "--format=edn", "--model=register", garbled.toString(), missing.toString(), good.toString());

        assertThat(code).isEqualTo(2);
        assertThat(text(out).lines()).singleElement().asString().startsWith(good + "\tlinearizable");
        assertThat(text(err).lines())
                .satisfiesExactly(
                        first -> assertThat(first).contains(garbled + ":3: expected a key or }"),
                        second -> assertThat(second).contains(missing + ": there is no such file"));
    }

    @Test
    void operationOfAnotherWorkloadNamesTheLine() throws IOException {
        Path file = file("queue", "\n" + GOOD);

        assertThat(run("check", "--format=edn", "--model=queue", file.toString()))
                .isEqualTo(2);
        assertThat(text(err)).contains(file + ":2: expected one of the functions enqueue, dequeue, but found write");
    }

    @Test
    void unknownModelOrFormatListsThoseThatExist() {
        assertThat(run("check", "--format=edn", "--model=tree", "f")).isEqualTo(2);
        assertThat(text(err))
                .contains("no model \"tree\", only register, cas-register, kv-append, mvcc, lock, queue, set");

        assertThat(run("check", "--format=xml", "--model=set", "f")).isEqualTo(2);
        assertThat(text(err)).contains("no format \"xml\", only jepsen-log, edn, jsonl");
    }

    @Test
    void limitThatIsNoneIsBadUsage() throws IOException {
        Path file = file("good", GOOD);

        int code = run("check", "--format=edn", "--model=register", "--max-memory=0k", file.toString());
        assertThat(code).isEqualTo(2);
        assertThat(text(err)).contains("is not a size above 0");

        assertThat(run("check", "--format=edn", "--model=register", "--time-limit=5x", file.toString()))
                .isEqualTo(2);
        assertThat(text(err)).contains("is not a time above 0");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private int run(String... arguments) {
        return JepsenLite.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}

package io.raftkv.jepsen.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.jepsen.checker.Verdict;
import io.raftkv.jepsen.run.TestResult.Finding;
import io.raftkv.jepsen.sim.Build;
import io.raftkv.jepsen.sim.SimulatedWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunFileTest {

    private static final Plan WHOLE =
            Plan.of(TestSpec.of("bank", "kill+partition-one", 5).time(Duration.ofSeconds(15)));

    @TempDir
    private Path directory;

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        TestResult result = SimulatedWorld.run(WHOLE, Build.CORRECT);
        var begun =
                List.copyOf(Operations.begunIn(result.history(), WHOLE.spec().clients()));
        for (Plan plan : List.of(
                WHOLE,
                WHOLE.operations(Operations.only(begun.subList(3, 9))),
                WHOLE.operations(Operations.only(List.of())))) {
            var saved = SavedRun.of("sim", plan, result);
            RunFile.write(saved, directory.resolve("run.json"));
            assertThat(RunFile.read(directory.resolve("run.json"))).isEqualTo(saved);
        }
    }

    @Test
    void savedRunGivesTheSameHistoryAgain() throws IOException {
        TestResult result = SimulatedWorld.run(WHOLE, Build.CORRECT);
        RunFile.write(SavedRun.of("sim", WHOLE, result), directory.resolve("run.json"));

        SavedRun saved = RunFile.read(directory.resolve("run.json"));
        assertThat(saved.hasHistory(
                        SimulatedWorld.run(saved.plan(), Build.CORRECT).history()))
                .isTrue();
        Plan other = Plan.of(WHOLE.spec().seed(6));
        assertThat(saved.hasHistory(SimulatedWorld.run(other, Build.CORRECT).history()))
                .isFalse();
    }

    @Test
    void operationThatIsLeftOutDoesNotChangeWhatTheOthersAre() {
        TestResult whole = SimulatedWorld.run(WHOLE, Build.CORRECT);
        var begun = List.copyOf(Operations.begunIn(whole.history(), WHOLE.spec().clients()));
        var kept = begun.subList(20, 40);
        TestResult fewer = SimulatedWorld.run(WHOLE.operations(Operations.only(kept)), Build.CORRECT);

        assertThat(Operations.begunIn(fewer.history(), WHOLE.spec().clients())).containsExactlyElementsOf(kept);
        assertThat(arguments(fewer)).isSubsetOf(arguments(whole));
    }

    private static List<String> arguments(TestResult result) {
        return result.history().operations().stream()
                .map(operation -> operation.invocation())
                .map(begun -> begun.timeNanos() + " " + begun.function() + " " + begun.value())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "nodes": 3            | "nodes": "three"     | "nodes" must be a whole number, but is "three"
            "nodes": 3            | "nodes": 30          | nodes is 30, but must be 1 to 9
            "nodes": 3            | "modes": 3           | "nodes" must be a whole number, but is missing
            "version": 1          | "version": 2         | "version" is 2, but only version 1 is known
            "workload": "bank"    | "workload": "bunk"   | there is no workload 'bunk'
            "says": "good"        | "says": "fine"       | "says" of a finding must be good, violation or unknown, but is 'fine'
            "seed": 5             | "seed": 5.5          | "seed" must be a whole number of 64 bits, but is 5.5
            "schedule": [         | "schedule": ["kill", | "schedule", line 1: 'kill' must be a time, a nemesis
            "schedule": [         | "schedule": [5,      | "schedule" must be a list of texts, but is [5
            jepsen-lite-run       | other                | "format" must be "jepsen-lite-run", but is "other"
            "version"             | version              | expected a saved run, which is one JSON object, but at line 3, column 4 it is none
            """)
    void garbledFileIsNamedWithWhatIsWrong(String right, String wrong, String message) throws IOException {
        Path file = directory.resolve("run.json");
        RunFile.write(SavedRun.of("sim", WHOLE, SimulatedWorld.run(WHOLE, Build.CORRECT)), file);
        String text = Files.readString(file);
        assertThat(text).contains(right);
        Files.writeString(file, text.replaceFirst(Pattern.quote(right), wrong));

        assertThatThrownBy(() -> RunFile.read(file))
                .isInstanceOf(RunFileException.class)
                .hasMessageContaining(file + ": ")
                .hasMessageContaining(message);
    }

    @Test
    void fileThatIsCutShortSaysWhereAndWhatToDo() throws IOException {
        Path file = directory.resolve("run.json");
        RunFile.write(SavedRun.of("sim", WHOLE, SimulatedWorld.run(WHOLE, Build.CORRECT)), file);
        String text = Files.readString(file);
        for (int kept = 1; kept < text.length() - 2; kept += 7) {
            Files.writeString(file, text.substring(0, kept));

            assertThatThrownBy(() -> RunFile.read(file))
                    .isInstanceOf(RunFileException.class)
                    .hasMessageStartingWith(file + ": expected a saved run, which is one JSON object, but at line ")
                    .hasMessageContaining("copy it anew")
                    .message()
                    .doesNotContainIgnoringCase("gson", "exception", "strictness");
        }
    }

    @Test
    void findingSaysWhereInTheHistoryItIsAndOldFilesNeedNotSay() throws IOException {
        Path file = directory.resolve("run.json");
        var violation = new Finding("set", new Verdict.Invalid("lost 1", Set.of("lost"), List.of(3, 4)));
        var saved = new SavedRun("sim", WHOLE, List.of(violation), 5, "00");
        RunFile.write(saved, file);
        assertThat(RunFile.read(file)).isEqualTo(saved);

        Files.writeString(
                file, Files.readString(file).replace("\"kinds\"", "\"other\"").replace("\"atEvents\"", "\"another\""));
        assertThat(RunFile.read(file).findings()).containsExactly(new Finding("set", new Verdict.Invalid("lost 1")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"``", "[]", "{\"format\":", "nonsense", "{}", "{} {}"})
    void whatIsNoRunAtAllIsRefused(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("run.json"), text);
        assertThatThrownBy(() -> RunFile.read(file)).isInstanceOf(RunFileException.class);
    }
}

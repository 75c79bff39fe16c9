package io.raftkv.jepsen.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;

class ClusterTestExtensionTest {

    @Test
    void failureTellsWhatIsWrongHowToRepeatItAndWhereTheReportIs() throws IOException {
        Path reports = Path.of("target", "jepsen-lite", "FailingExamples.staleReads");
        Files.deleteIfExists(reports.resolve("index.html"));

        Told told = Told.of("staleReads", Map.of());

        String seed = told.seeds().getLast().replace("seed ", "");
        assertThat(told.last().getStatus()).isEqualTo(TestExecutionResult.Status.FAILED);
        assertThat(told.message().lines())
                .contains("seed " + seed + ": violation")
                .anyMatch(line -> line.startsWith("violation: linearizable (cas-register): not linearizable"))
                .contains("again: mvn test -Dtest=FailingExamples#staleReads -Draftkv.jepsen.seed=" + seed)
                .contains("report: " + reports.resolve("index.html"));
        assertThat(Files.readString(reports.resolve("index.html")))
                .contains("FailingExamples.staleReads, seed " + seed);
        assertThat(reports.resolve("history.jsonl")).isNotEmptyFile();
        assertThat(reports.resolve("schedule.txt")).isNotEmptyFile();
    }

    @Test
    void failureIsMadeSmall() {
        String message = Told.of("staleReads", Map.of()).message();

        System.out.println(message);
        String smallest = message.lines()
                .filter(line -> line.startsWith("smallest: "))
                .findFirst()
                .orElseThrow();
        assertThat(smallest).matches(".*index.html, with [2-5] operations and [0-2] steps of faults; before: .*");
        assertThat(Path.of("target", "jepsen-lite", "FailingExamples.staleReads", "shrunk", "index.html"))
                .isNotEmptyFile();
    }

    @Test
    void lineThatRepeatsAFailureRunsThatSeedAlone() {
        Told first = Told.of("staleReads", Map.of());
        String seed = first.seeds().getLast().replace("seed ", "");

        Told again = Told.of("staleReads", Map.of("raftkv.jepsen.seed", seed));

        assertThat(again.seeds()).containsExactly("seed " + seed);
        assertThat(again.message()).isEqualTo(first.message());
    }

    @Test
    void mistakeInAStateMachineOfOnesOwnIsFound() {
        Told told = Told.of("counterThatForgets", Map.of());

        System.out.println(told.message());
        assertThat(told.message()).contains("linearizable (counter): not linearizable");
    }

    @Test
    void whatTheTestItselfExpectsIsToldWithTheSeedAndHasItsCause() {
        Told told = Told.of("expectationOfOnesOwn", Map.of());

        assertThat(told.seeds()).containsExactly("seed 1");
        assertThat(told.message()).contains("the test: ", "servers that run", "kill leaders", "again: mvn test ");
        assertThat(told.last().getThrowable().orElseThrow().getCause()).isInstanceOf(AssertionError.class);
    }

    @Test
    void testThatTestsNothingFails() {
        assertThat(Told.of("nothingAtAll", Map.of()).message())
                .contains("seed 1: unknown", "no clients were started: nothing was tested");
    }

    @Test
    void whatTheAnnotationSaysIsDoneBeforeTheMethodIsCalled() {
        assertThat(Told.of("expectationBesideTheAnnotation", Map.of()).message())
                .contains("seed 1: violation", "the test: ")
                .containsPattern("before: [0-9]{3,} operations and [1-9][0-9]* steps of faults");
    }

    @Test
    void nemesisWithoutWorkloadIsRefused() {
        assertThat(Told.of("nemesisWithoutClients", Map.of()).message())
                .contains("nemesis is 'partition-one', but there is no workload");
    }

    @Test
    void realServersWithoutWorkloadAreRefused() {
        assertThat(Told.of("realServersWithoutClients", Map.of()).message())
                .contains("with world = PROCESS the annotation must say what clients do");
    }

    @Test
    void noSeedIsTriedAfterOneThatFails() {
        assertThat(Told.of("seedsFromTheThirdOn", Map.of()).seeds()).containsExactly("seed 1", "seed 2", "seed 3");
        assertThat(Told.of("seedsFromTheThirdOn", Map.of("raftkv.jepsen.seeds", "2"))
                        .last()
                        .getStatus())
                .isEqualTo(TestExecutionResult.Status.SUCCESSFUL);
    }

    @Test
    void reportsGoWhereTheConfigurationSays(@TempDir Path directory) {
        Told.of("seedsFromTheThirdOn", Map.of("raftkv.jepsen.reports", directory.toString()));

        assertThat(directory.resolve("FailingExamples.seedsFromTheThirdOn").resolve("index.html"))
                .isNotEmptyFile();
    }
}

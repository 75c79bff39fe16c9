package io.raftkv.jepsen.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.launcher.EngineFilter.includeEngines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class ClusterTestExtensionTest {

    /** What JUnit tells of a test method: the seeds that were run, and how the last one ended. */
    private record Told(List<String> seeds, TestExecutionResult last) {
        String message() {
            return last.getThrowable().map(Throwable::getMessage).orElse("");
        }
    }

    @Test
    void failureTellsWhatIsWrongHowToRepeatItAndWhereTheReportIs() throws IOException {
        Path reports = Path.of("target", "jepsen-lite", "FailingExamples.staleReads");
        Files.deleteIfExists(reports.resolve("index.html"));

        Told told = run("staleReads", Map.of());

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
        String message = run("staleReads", Map.of()).message();

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
        Told first = run("staleReads", Map.of());
        String seed = first.seeds().getLast().replace("seed ", "");

        Told again = run("staleReads", Map.of("raftkv.jepsen.seed", seed));

        assertThat(again.seeds()).containsExactly("seed " + seed);
        assertThat(again.message()).isEqualTo(first.message());
    }

    @Test
    void mistakeInAStateMachineOfOnesOwnIsFound() {
        Told told = run("counterThatForgets", Map.of());

        System.out.println(told.message());
        assertThat(told.message()).contains("linearizable (counter): not linearizable");
    }

    @Test
    void whatTheTestItselfExpectsIsToldWithTheSeedAndHasItsCause() {
        Told told = run("expectationOfOnesOwn", Map.of());

        assertThat(told.seeds()).containsExactly("seed 1");
        assertThat(told.message()).contains("the test: ", "servers that run", "kill leaders", "again: mvn test ");
        assertThat(told.last().getThrowable().orElseThrow().getCause()).isInstanceOf(AssertionError.class);
    }

    @Test
    void testThatTestsNothingFails() {
        assertThat(run("nothingAtAll", Map.of()).message())
                .contains("seed 1: unknown", "no clients were started: nothing was tested");
    }

    @Test
    void noSeedIsTriedAfterOneThatFails() {
        assertThat(run("seedsFromTheThirdOn", Map.of()).seeds()).containsExactly("seed 1", "seed 2", "seed 3");
        assertThat(run("seedsFromTheThirdOn", Map.of("raftkv.jepsen.seeds", "2"))
                        .last()
                        .getStatus())
                .isEqualTo(TestExecutionResult.Status.SUCCESSFUL);
    }

    @Test
    void reportsGoWhereTheConfigurationSays(@TempDir Path directory) {
        run("seedsFromTheThirdOn", Map.of("raftkv.jepsen.reports", directory.toString()));

        assertThat(directory.resolve("FailingExamples.seedsFromTheThirdOn").resolve("index.html"))
                .isNotEmptyFile();
    }

    private static Told run(String method, Map<String, String> parameters) {
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(FailingExamples.class, method, SimulatedTest.class.getName()))
                .filters(includeEngines("junit-jupiter"))
                .configurationParameters(parameters)
                .build();
        var seeds = new ArrayList<String>();
        var results = new ArrayList<TestExecutionResult>();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                    seeds.add(test.getDisplayName());
                    results.add(result);
                }
            }
        });
        return new Told(seeds, results.getLast());
    }
}

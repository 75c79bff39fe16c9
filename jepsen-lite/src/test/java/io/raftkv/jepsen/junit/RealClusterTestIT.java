package io.raftkv.jepsen.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RealClusterTestIT {

    @Test
    void failureWithRealServersTellsWhatIsWrongHowToRepeatItAndWhereTheReportIs() {
        Told told = Told.of("expectationOfRealServers", Map.of("raftkv.jepsen.seed", "7"));

        Path reports = Path.of("target", "jepsen-lite", "FailingExamples.expectationOfRealServers");
        assertThat(told.seeds()).containsExactly("seed 7");
        assertThat(told.message().lines())
                .contains("seed 7: violation", "faults: none")
                .anyMatch(line -> line.startsWith("violation: the test: "))
                .contains("again: mvn test -Dtest=FailingExamples#expectationOfRealServers -Draftkv.jepsen.seed=7")
                .contains("report: " + reports.resolve("index.html"));
        assertThat(reports.resolve("index.html")).isNotEmptyFile();
        assertThat(reports.resolve("logs").resolve("n1.log")).isNotEmptyFile();
    }
}
